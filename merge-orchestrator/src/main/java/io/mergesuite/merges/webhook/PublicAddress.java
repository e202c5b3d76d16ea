package io.mergesuite.merges.webhook;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Which addresses events may be sent to (API-12): none by which someone outside could reach what stands inside. */
final class PublicAddress {

    private PublicAddress() {}

    /** Whether it is an address of the public internet. */
    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return address instanceof Inet6Address ? isPublicV6(bytes) : isPublicV4(bytes);
    }

    private static boolean isPublicV4(byte[] bytes) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        boolean thisNetwork = first == 0;
        boolean carrier = first == 100 && (second & 0xc0) == 64;
        boolean protocols = first == 192 && second == 0 && bytes[2] == 0;
        boolean benchmarks = first == 198 && (second & 0xfe) == 18;
        boolean reserved = first >= 240;
        return !(thisNetwork || carrier || protocols || benchmarks || reserved);
    }

    /** Only what is given out as global unicast, and of it not what carries an IPv4 address that is not public itself. */
    private static boolean isPublicV6(byte[] bytes) {
        boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
        boolean teredo = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0 && bytes[3] == 0;
        boolean translated =
                bytes[0] == 0 && bytes[1] == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b;
        if (sixToFour) {
            return isPublic(v4(Arrays.copyOfRange(bytes, 2, 6)));
        }
        if (translated) {
            // The part behind 64:ff9b::/96; 64:ff9b:1::/48 is for use inside a network.
            boolean wellKnown = bytes[4] == 0 && bytes[5] == 0;
            return wellKnown && isPublic(v4(Arrays.copyOfRange(bytes, 12, 16)));
        }
        boolean globalUnicast = (bytes[0] & 0xe0) == 0x20;
        return globalUnicast && !teredo;
    }

    private static InetAddress v4(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}

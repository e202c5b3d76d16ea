package io.mergesuite.localstack;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL programs, unpacked once for each machine and version into a cache that tests and stacks share.
 *
 * <p>The archive goes to a folder of its own that is renamed when it is whole, under a lock: whoever dies while unpacking leaves
 * nothing that looks finished, and two that start at once unpack once.
 */
final class PostgresBinaries {

    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
    private static final Pattern JAR = Pattern.compile("([^/]+)\\.jar!");

    private PostgresBinaries() {}

    /** The folder with {@code bin}, {@code lib} and {@code share}. */
    static Path unpacked() {
        try {
            Path cache = Folders.cache();
            Path ready = cache.resolve(version());
            if (Files.isDirectory(ready)) {
                return ready;
            }
            Files.createDirectories(cache);
            try (FileChannel lock = FileChannel.open(
                            cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var held = lock.lock()) {
                if (held.isValid() && !Files.isDirectory(ready)) {
                    Path partial = cache.resolve("partial");
                    Folders.delete(partial);
                    unpackTo(partial);
                    Files.move(partial, ready, StandardCopyOption.ATOMIC_MOVE);
                }
            }
            return ready;
        } catch (IOException e) {
            throw new UncheckedIOException("The PostgreSQL programs cannot be unpacked: " + e.getMessage(), e);
        }
    }

    private static void unpackTo(Path folder) throws IOException {
        try (InputStream packed = archive()) {
            var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)));
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = folder.resolve(entry.getName()).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException("entry outside the archive: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    if (entry.isSymbolicLink()) {
                        Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                    } else {
                        Files.copy(tar, target);
                        Files.setPosixFilePermissions(target, permissions(entry.getMode()));
                    }
                }
            }
        }
    }

    private static InputStream archive() throws IOException {
        InputStream archive = PostgresBinaries.class.getResourceAsStream(ARCHIVE);
        if (archive == null) {
            throw none();
        }
        return archive;
    }

    /** The name of the jar with the archive, which has the version in it: reading 30 MB for a digest would slow each start. */
    private static String version() throws IOException {
        URL archive = PostgresBinaries.class.getResource(ARCHIVE);
        if (archive == null) {
            throw none();
        }
        Matcher jar = JAR.matcher(archive.toString());
        if (!jar.find()) {
            throw new IOException(archive + " lies in no jar");
        }
        return jar.group(1);
    }

    private static IOException none() {
        return new IOException("none for " + System.getProperty("os.name") + " on " + System.getProperty("os.arch")
                + "; the embedded stack runs on Linux x86-64");
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.OTHERS_READ);
        if ((mode & 0100) != 0) {
            permissions.add(PosixFilePermission.OWNER_EXECUTE);
            permissions.add(PosixFilePermission.GROUP_EXECUTE);
            permissions.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        return permissions;
    }
}

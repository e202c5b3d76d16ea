package io.mergesuite.systemtests.bench;

import io.mergesuite.localstack.Service;
import io.mergesuite.localstack.StackLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the processes of a stack have used so far, as Linux counts it. */
record Processes(StackLayout layout) {

    /** Clock ticks a second of {@code /proc}; 100 on every Linux that Java runs on. */
    private static final double TICKS = 100;

    /** Core milliseconds by part; a part's children count with it. */
    Map<String, Double> cpuMillis() throws IOException {
        Map<String, Double> used = new LinkedHashMap<>();
        for (String part : parts()) {
            double ticks = 0;
            for (long pid : tree(part)) {
                Path stat = Path.of("/proc/" + pid + "/stat");
                if (Files.exists(stat)) {
                    String text = Files.readString(stat);
                    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
                    // utime, stime, and those of children that have ended (connections of PostgreSQL come and go)
                    for (int i = 11; i <= 14; i++) {
                        ticks += Long.parseLong(fields[i]);
                    }
                }
            }
            used.put(part, ticks * 1000 / TICKS);
        }
        return used;
    }

    /** Megabytes by part, shared pages divided among those who share them (PSS). */
    Map<String, Double> memoryMegabytes() throws IOException {
        Map<String, Double> used = new LinkedHashMap<>();
        for (String part : parts()) {
            double kilobytes = 0;
            for (long pid : tree(part)) {
                Path rollup = Path.of("/proc/" + pid + "/smaps_rollup");
                if (Files.exists(rollup)) {
                    for (String line : Files.readAllLines(rollup)) {
                        if (line.startsWith("Pss:")) {
                            kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
                        }
                    }
                }
            }
            used.put(part, kilobytes / 1024);
        }
        return used;
    }

    /** The most that the processes of a part had resident at once since they began, in megabytes. */
    double peakMegabytes(String part) throws IOException {
        double kilobytes = 0;
        for (long pid : tree(part)) {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith("VmHWM:")) {
                    kilobytes += Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        }
        return kilobytes / 1024;
    }

    private static List<String> parts() {
        return Stream.concat(
                        Stream.of("postgresql", "kafka"),
                        Stream.of(Service.values()).map(Service::id))
                .toList();
    }

    private List<Long> tree(String part) {
        return layout.process(part).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .map(ProcessHandle::pid)
                .toList();
    }
}

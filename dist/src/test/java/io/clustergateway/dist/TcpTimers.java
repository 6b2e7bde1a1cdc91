package io.clustergateway.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The kernel's timers of the established connections of this machine (Linux, proc_net_tcp.rst). */
final class TcpTimers {
    private static final String ESTABLISHED = "01";
    private static final int KEEP_ALIVE = 2;
    private static final long TICK_MILLIS = 10;

    private TcpTimers() {}

    static List<Timer> now() {
        return Stream.of("tcp", "tcp6")
                .map(table -> Path.of("/proc/net", table))
                .filter(Files::exists)
                .flatMap(table -> lines(table).stream().skip(1))
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> columns[3].equals(ESTABLISHED))
                .map(TcpTimers::parse)
                .toList();
    }

    /** When the kernel looks after a connection next, and what for. */
    record Timer(int localPort, int remotePort, int kind, Duration rest) {
        boolean probesWithin(Duration pause) {
            return kind == KEEP_ALIVE && rest.compareTo(pause) <= 0;
        }
    }

    private static Timer parse(String[] columns) {
        String[] timer = columns[5].split(":");
        return new Timer(
                port(columns[1]),
                port(columns[2]),
                Integer.parseInt(timer[0], 16),
                Duration.ofMillis(Long.parseLong(timer[1], 16) * TICK_MILLIS));
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    }

    private static List<String> lines(Path table) {
        try {
            return Files.readAllLines(table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

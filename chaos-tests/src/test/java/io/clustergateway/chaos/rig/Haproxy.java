package io.clustergateway.chaos.rig;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** haproxy in TCP mode before replicas, asking each of them whether it is ready. */
final class Haproxy implements Balancer {
    private static final Path PROGRAM = Path.of("/usr/sbin/haproxy");

    private final int port = Replica.freePort();
    private final Process process;

    Haproxy(Path dir, List<Replica> replicas) {
        Path config = dir.resolve("haproxy.cfg");
        try {
            Files.writeString(config, config(replicas));
            process = new ProcessBuilder(PROGRAM.toString(), "-db", "-f", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(dir.resolve("haproxy.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await("haproxy listens").atMost(Duration.ofSeconds(10)).until(this::isListening);
    }

    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }

    private boolean isListening() {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private String config(List<Replica> replicas) {
        return """
                global
                  nbthread 1
                  maxconn 2000
                defaults
                  mode tcp
                  timeout connect 1s
                  timeout client 10m
                  timeout server 10m
                  retries 3
                  option redispatch 1
                frontend hub
                  bind 127.0.0.1:%d
                  default_backend replicas
                backend replicas
                  balance roundrobin
                  option httpchk GET /readyz
                  default-server inter 100ms fall 1 rise 1
                %s
                """.formatted(port, servers(replicas));
    }

    private static String servers(List<Replica> replicas) {
        return IntStream.range(0, replicas.size())
                .mapToObj(i -> "  server replica-%d 127.0.0.1:%d check port %d"
                        .formatted(i, replicas.get(i).port(), replicas.get(i).managementPort()))
                .collect(Collectors.joining("\n"));
    }
}

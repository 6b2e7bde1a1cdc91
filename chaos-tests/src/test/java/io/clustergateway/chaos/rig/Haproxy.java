package io.clustergateway.chaos.rig;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * haproxy in TCP mode before replicas, asking each of them whether it is ready. Without {@code timeout check} an answer has no
 * longer than the time between two checks: a replica that was merely slow left the rotation, and with none in it haproxy
 * accepts connections and closes them, which the hub tells as EOF.
 */
final class Haproxy implements Balancer {
    private static final String BACKEND = "replicas";
    private static final Path PROGRAM = Path.of("/usr/sbin/haproxy");

    private final int port = Replica.freePort();
    private final Path log;
    private final UnixDomainSocketAddress statistics;
    private final List<Replica> replicas;
    private final Process process;

    Haproxy(Path dir, List<Replica> replicas) {
        this.replicas = List.copyOf(replicas);
        statistics = UnixDomainSocketAddress.of(dir.resolve("haproxy.sock"));
        log = dir.resolve("haproxy.log");
        Path config = dir.resolve("haproxy.cfg");
        try {
            Files.writeString(config, config());
            process = new ProcessBuilder(PROGRAM.toString(), "-db", "-f", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
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

    /** By its own word: one line of CSV for each server, whose state stands as UP, DOWN or on the way between. */
    @Override
    public boolean spreadsOverAll() {
        return ask("show stat\n")
                        .lines()
                        .filter(line -> line.startsWith(BACKEND + ",replica-") && line.contains(",UP,"))
                        .count()
                == replicas.size();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }

    /** What it wrote so far: servers that came and went. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isListening() {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private String ask(String command) {
        try (SocketChannel channel = SocketChannel.open(statistics)) {
            channel.write(ByteBuffer.wrap(command.getBytes(StandardCharsets.US_ASCII)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String config() {
        return """
                global
                  stats socket %s
                  nbthread 1
                  maxconn 2000
                defaults
                  mode tcp
                  timeout connect 1s
                  timeout check 5s
                  timeout client 10m
                  timeout server 10m
                  retries 3
                  option redispatch 1
                frontend hub
                  bind 127.0.0.1:%d
                  default_backend %s
                backend %s
                  balance roundrobin
                  option httpchk GET /readyz
                  default-server inter 100ms fall 1 rise 1
                %s
                """.formatted(statistics.getPath(), port, BACKEND, BACKEND, servers());
    }

    private String servers() {
        return IntStream.range(0, replicas.size())
                .mapToObj(i -> "  server replica-%d 127.0.0.1:%d check port %d"
                        .formatted(i, replicas.get(i).port(), replicas.get(i).managementPort()))
                .collect(Collectors.joining("\n"));
    }
}

package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.dist.Pods.Pod;
import io.clustergateway.testkit.real.CommandResult;
import io.clustergateway.testkit.real.Kubectl;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.clustergateway.testkit.real.RunningCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** kubectl's streams, whole and to the byte: kubectl → real hub → gateway → real member → its kubelet. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class StreamsTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    private static final Duration SILENCE =
            Boolean.getBoolean("soak") ? Duration.ofMinutes(10) : Duration.ofSeconds(30);
    private static final Duration AT_ONCE = Duration.ofSeconds(5);
    private static final Duration PROBE_PAUSE = Duration.ofSeconds(30);
    private static final int MANY_BYTES = 20 * 1024 * 1024;
    private static final Pattern FORWARDING = Pattern.compile("Forwarding from 127.0.0.1:(\\d+) ->");

    private static RealRig rig;
    private static Pods pods;
    private static Pod web;
    private static Pod silent;
    private static RunningCommand silentLog;
    private static RunningCommand silentExec;
    private static Instant silentSince;

    @TempDir
    Path folder;

    /** What has to be silent for long is so while the other tests run. */
    @BeforeAll
    static void start() {
        rig = new RealRig(hub.server(), member.server(), Map.of());
        pods = new Pods(member.server());
        web = pods.create();
        silent = pods.create();
        silent.log().append("first");
        silentLog = rig.memberKubectl().start("logs", "-f", silent.name());
        silentExec = rig.memberKubectl()
                .start("exec", silent.name(), "--", "sh", "-c", "sleep " + SILENCE.toSeconds() + "; echo woken");
        await().untilAsserted(() -> assertThat(silentLog.out()).isEqualTo("first\n"));
        silentSince = Instant.now();
    }

    @AfterAll
    static void stop() {
        silentExec.close();
        silentLog.close();
        rig.close();
        pods.close();
    }

    @Test
    void logsComeWhole() throws IOException {
        Pod talker = pods.create();
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            String line = i + " " + "x".repeat(i % 200);
            talker.log().append(line);
            all.append(line).append('\n');
        }
        Path shown = folder.resolve("shown");
        rig.memberKubectl().runInto(shown, "logs", talker.name()).expectSuccess();
        assertThat(Files.readString(shown)).isEqualTo(all.toString());
        assertThat(rig.memberKubectl().run("logs", talker.name(), "--tail=1").out())
                .startsWith("19999 xxx");
    }

    @Test
    void followedLogsShowEachLineAtOnceAndEndWithTheContainer() {
        Pod talker = pods.create();
        try (RunningCommand logs = rig.memberKubectl().start("logs", "-f", talker.name())) {
            await().until(() -> talker.log().followers() == 1);
            talker.log().append("one");
            await().atMost(AT_ONCE).untilAsserted(() -> assertThat(logs.out()).isEqualTo("one\n"));
            talker.log().append("two");
            await().atMost(AT_ONCE).untilAsserted(() -> assertThat(logs.out()).isEqualTo("one\ntwo\n"));
            talker.log().end();
            assertThat(logs.await(AT_ONCE)).isEqualTo(new CommandResult(0, "one\ntwo\n", ""));
        }
    }

    @ParameterizedTest
    @EnumSource
    void execShowsBothOutputsAndTheExitCode(Transport transport) {
        CommandResult result =
                exec(kubectl(transport), "exec", "%", "--", "sh", "-c", "echo out; echo oops >&2; exit 3");
        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.out()).isEqualTo("out\n");
        assertThat(result.err()).startsWith("oops\n").contains("command terminated with exit code 3");
    }

    @ParameterizedTest
    @EnumSource
    void execRefusesWhatTheContainerDoesNotHaveInTheKubeletsWords(Transport transport) {
        CommandResult result = exec(kubectl(transport), "exec", "%", "--", "vi");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("\"vi\": executable file not found in $PATH");
    }

    @ParameterizedTest
    @EnumSource
    void execCarriesManyBytesBothWaysUnchanged(Transport transport) throws IOException {
        Path sent = randomFile("sent");
        Path received = folder.resolve("received");
        kubectl(transport)
                .withInput(sent)
                .runInto(received, "exec", "-i", web.name(), "--", "cat")
                .expectSuccess();
        assertThat(received).hasSameBinaryContentAs(sent);
    }

    @ParameterizedTest
    @EnumSource
    void execWaitsForACommandThatReadsLate(Transport transport) throws IOException {
        CommandResult result = exec(
                kubectl(transport).withInput(randomFile("sent")),
                "exec",
                "-i",
                "%",
                "--",
                "sh",
                "-c",
                "sleep 2; wc -c");
        assertThat(result.expectSuccess().out().strip()).isEqualTo(Integer.toString(MANY_BYTES));
    }

    @ParameterizedTest
    @EnumSource
    void attachEchoes(Transport transport) throws IOException {
        Path input = Files.writeString(folder.resolve("input"), "is anybody there?\n");
        CommandResult result = exec(kubectl(transport).withInput(input), "attach", "-i", "%");
        assertThat(result.expectSuccess().out()).contains("is anybody there?\n");
    }

    @ParameterizedTest
    @EnumSource
    void attachShowsWhatIsPrintedFromNowOn(Transport transport) {
        Pod talker = pods.create();
        talker.log().append("before");
        try (RunningCommand attach = kubectl(transport).start("attach", talker.name())) {
            await().until(() -> talker.log().followers() == 1);
            talker.log().append("after");
            await().atMost(AT_ONCE).untilAsserted(() -> assertThat(attach.out()).endsWith("after\n"));
            talker.log().end();
            assertThat(attach.await(AT_ONCE).expectSuccess().out()).doesNotContain("before");
        }
    }

    @ParameterizedTest
    @EnumSource
    void copyingIntoAPodAndBackChangesNothing(Transport transport) throws IOException {
        Path sent = randomFile("sent");
        Path back = folder.resolve("back");
        String remote = web.name() + ":/tmp/by-" + transport;
        kubectl(transport).run("cp", sent.toString(), remote).expectSuccess();
        assertThat(pods.kubelet()
                        .files("default", web.name(), "main")
                        .resolve("tmp")
                        .resolve("by-" + transport))
                .hasSameBinaryContentAs(sent);
        kubectl(transport).run("cp", remote, back.toString()).expectSuccess();
        assertThat(back).hasSameBinaryContentAs(sent);
    }

    @ParameterizedTest
    @EnumSource
    void portForwardCarriesManyBytesBothWaysUnchanged(Transport transport) throws IOException {
        byte[] sent = Files.readAllBytes(randomFile("sent"));
        pods.kubelet().forward(7, echo());
        try (RunningCommand forward = kubectl(transport).start("port-forward", web.name(), ":7")) {
            Matcher line = FORWARDING.matcher("");
            await().until(() -> line.reset(forward.out()).find());
            int port = Integer.parseInt(line.group(1));
            assertThat(Arrays.equals(exchange(port, sent), sent)).isTrue();
            assertThat(exchange(port, new byte[] {1, 2, 3})).containsExactly(1, 2, 3);
        }
    }

    @ParameterizedTest
    @EnumSource
    void deadPeersOfATunnelAreNoticed(Transport transport) {
        Pod talker = pods.create();
        try (RunningCommand attach = kubectl(transport).start("attach", talker.name())) {
            await().until(() -> attach.isAlive() && talker.log().followers() == 1);
            await().untilAsserted(() -> assertThat(TcpTimers.now())
                    .anyMatch(timer -> timer.remotePort() == rig.memberLink().port() && timer.probesWithin(PROBE_PAUSE))
                    .filteredOn(timer -> timer.localPort() == rig.gateway().securePort())
                    .isNotEmpty()
                    .allMatch(timer -> timer.probesWithin(PROBE_PAUSE)));
        }
    }

    @Test
    void whoLeavesALogFreesTheMemberAtOnce() {
        Pod talker = pods.create();
        try (RunningCommand logs = rig.memberKubectl().start("logs", "-f", talker.name())) {
            await().until(() -> logs.isAlive() && talker.log().followers() == 1);
        }
        await().atMost(AT_ONCE).until(() -> talker.log().followers() == 0);
    }

    @ParameterizedTest
    @EnumSource
    void whoLeavesATunnelFreesTheMemberAtOnce(Transport transport) {
        Pod talker = pods.create();
        int before = rig.memberLink().openSockets();
        try (RunningCommand attach = kubectl(transport).start("attach", talker.name())) {
            await().until(() -> attach.isAlive() && talker.log().followers() == 1);
            assertThat(rig.memberLink().openSockets()).isGreaterThan(before);
        }
        await().atMost(AT_ONCE)
                .until(() -> talker.log().followers() == 0 && rig.memberLink().openSockets() <= before);
    }

    @Test
    @Order(Integer.MAX_VALUE)
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void silenceEndsNoStream() {
        await().atMost(SILENCE.plus(AT_ONCE))
                .until(() -> Instant.now().isAfter(silentSince.plus(SILENCE).plusSeconds(1)));
        silent.log().append("after the silence");
        await().atMost(AT_ONCE)
                .untilAsserted(() -> assertThat(silentLog.out()).isEqualTo("first\nafter the silence\n"));
        assertThat(silentExec.await(AT_ONCE)).isEqualTo(new CommandResult(0, "woken\n", ""));
    }

    private static Kubectl kubectl(Transport transport) {
        return transport.of(rig.memberKubectl());
    }

    /** Runs with the pod's name in the place of {@code %}. */
    private static CommandResult exec(Kubectl kubectl, String... arguments) {
        return kubectl.run(Arrays.stream(arguments)
                .map(argument -> argument.equals("%") ? web.name() : argument)
                .toArray(String[]::new));
    }

    /** A server that sends back what it gets. */
    private static InetSocketAddress echo() {
        int port = rig.vertx()
                .createNetServer()
                .connectHandler(socket -> socket.pipeTo(socket))
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static byte[] exchange(int port, byte[] bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> write(socket, bytes));
            byte[] answer = socket.getInputStream().readNBytes(bytes.length);
            writing.join();
            return answer;
        }
    }

    private static void write(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path randomFile(String name) throws IOException {
        byte[] bytes = new byte[MANY_BYTES];
        new Random(name.hashCode()).nextBytes(bytes);
        return Files.write(folder.resolve(name), bytes);
    }
}

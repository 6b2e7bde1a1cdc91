package io.clustergateway.testkit.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.certificates.TlsContexts;
import io.clustergateway.testkit.real.CommandResult;
import io.clustergateway.testkit.real.Kubectl;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import io.clustergateway.testkit.real.RunningCommand;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** kubectl, straight through a real API server. */
final class KubeletStandInTest {

    private static final int MANY_BYTES = 20 * 1024 * 1024;
    private static final Pattern FORWARDING = Pattern.compile("Forwarding from 127.0.0.1:(\\d+) ->");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    private static KubeletStandIn kubelet;

    @TempDir
    Path folder;

    @BeforeAll
    static void joinNode() {
        kubelet = KubeletStandIn.join(member.server(), "node-1");
        new KubeletNode(member.server(), "node-1").createPod("default", "web", "main", "side");
    }

    @AfterAll
    static void stopKubelet() {
        kubelet.close();
    }

    @ParameterizedTest
    @EnumSource
    void execShowsWhatTheCommandPrints(Transport transport) {
        CommandResult result =
                kubectl(transport).run("exec", "web", "-c", "main", "--", "sh", "-c", "echo out; echo oops >&2");

        assertThat(result).isEqualTo(new CommandResult(0, "out\n", "oops\n"));
    }

    @ParameterizedTest
    @EnumSource
    void execReportsTheExitCode(Transport transport) {
        CommandResult result = kubectl(transport).run("exec", "web", "-c", "main", "--", "sh", "-c", "exit 3");

        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.err()).contains("command terminated with exit code 3");
    }

    @ParameterizedTest
    @EnumSource
    void execRefusesAProgramTheContainerDoesNotHave(Transport transport) {
        CommandResult result = kubectl(transport).run("exec", "web", "-c", "main", "--", "vi");

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
                .runInto(received, "exec", "-i", "web", "-c", "main", "--", "cat")
                .expectSuccess();

        assertThat(received).hasSameBinaryContentAs(sent);
    }

    @ParameterizedTest
    @EnumSource
    void execWaitsForACommandThatReadsLate(Transport transport) throws IOException {
        CommandResult result = kubectl(transport)
                .withInput(randomFile("sent"))
                .run("exec", "-i", "web", "-c", "main", "--", "sh", "-c", "sleep 1; wc -c");

        assertThat(result.expectSuccess().out().strip()).isEqualTo(Integer.toString(MANY_BYTES));
    }

    @ParameterizedTest
    @EnumSource
    void execEndsAlthoughItsInputIsNotRead(Transport transport) throws IOException {
        CommandResult result = kubectl(transport)
                .withInput(randomFile("sent"))
                .run("exec", "-i", "web", "-c", "main", "--", "echo", "done");

        assertThat(result.expectSuccess().out()).isEqualTo("done\n");
    }

    @ParameterizedTest
    @EnumSource
    void copyingIntoAPodAndBackChangesNothing(Transport transport) throws IOException {
        Path sent = Files.createDirectories(folder.resolve("sent"));
        Files.move(randomFile("random"), sent.resolve("big"));
        Files.writeString(sent.resolve("small"), "a few words");
        String remote = "web:/tmp/copied-by-" + transport;

        kubectl(transport).run("cp", "-c", "side", sent.toString(), remote).expectSuccess();
        kubectl(transport)
                .run("cp", "-c", "side", remote, folder.resolve("back").toString())
                .expectSuccess();

        assertThat(kubelet.files("default", "web", "side").resolve("tmp/copied-by-" + transport + "/small"))
                .hasContent("a few words");
        assertThat(folder.resolve("back/big")).hasSameBinaryContentAs(sent.resolve("big"));
    }

    @ParameterizedTest
    @EnumSource
    void attachEchoes(Transport transport) throws IOException {
        Path input = Files.writeString(folder.resolve("input"), "is anybody there?\n");

        CommandResult result = kubectl(transport).withInput(input).run("attach", "-i", "web", "-c", "main");

        assertThat(result.expectSuccess().out()).contains("is anybody there?");
    }

    @ParameterizedTest
    @EnumSource
    void attachShowsWhatIsPrintedFromNowOn(Transport transport) {
        ContainerLog log = newPodsLog("attached-" + transport);
        log.append("before");

        try (RunningCommand attach = kubectl(transport).start("attach", podOf(transport, "attached"), "-c", "main")) {
            await().until(() -> log.followers() == 1);
            log.append("after");
            await().untilAsserted(() -> assertThat(attach.out()).endsWith("after\n"));
            log.end();

            assertThat(attach.await(Duration.ofSeconds(20)).expectSuccess().out())
                    .doesNotContain("before");
        }
    }

    @Test
    void logsShowsTheLastLines() {
        ContainerLog log = newPodsLog("talker");
        log.append("one");
        log.append("two");
        log.append("three");

        CommandResult result = member.server().kubectl("logs", "talker", "--tail=2");

        assertThat(result.expectSuccess().out()).isEqualTo("two\nthree\n");
    }

    @Test
    void followedLogsShowEachLineAtOnceAndEndWithTheContainer() {
        ContainerLog log = newPodsLog("follower");
        log.append("first");

        try (RunningCommand logs = member.server().kubectl().start("logs", "-f", "follower")) {
            await().untilAsserted(() -> assertThat(logs.out()).isEqualTo("first\n"));
            log.append("second");
            await().untilAsserted(() -> assertThat(logs.out()).isEqualTo("first\nsecond\n"));
            log.end();

            logs.await(Duration.ofSeconds(20)).expectSuccess();
        }
    }

    @ParameterizedTest
    @EnumSource
    void portForwardCarriesManyBytesBothWaysUnchanged(Transport transport) throws IOException {
        byte[] sent = Files.readAllBytes(randomFile("sent"));
        try (EchoServer echo = new EchoServer()) {
            kubelet.forward(7, echo.address());
            try (RunningCommand forward = kubectl(transport).start("port-forward", "web", ":7")) {
                int port = forwardedPort(forward);

                byte[] echoed = EchoServer.exchange(port, sent);
                assertThat(echoed).hasSize(sent.length);
                assertThat(Arrays.equals(echoed, sent)).isTrue();
                assertThat(EchoServer.exchange(port, new byte[] {1, 2, 3})).containsExactly(1, 2, 3);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void portForwardTellsThatNobodyListens(Transport transport) throws IOException {
        try (RunningCommand forward = kubectl(transport).start("port-forward", "web", ":81")) {
            int port = forwardedPort(forward);

            assertThat(EchoServer.exchange(port, new byte[] {1})).isEmpty();

            await().untilAsserted(() -> assertThat(forward.err()).contains("nothing listens on port 81"));
        }
    }

    @Test
    void refusesCallersWithoutTheApiServersCertificate() {
        var client = HttpClient.newBuilder()
                .sslContext(TlsContexts.believing(
                        member.server().certificates().kubelets().certificate()))
                .build();
        var request = HttpRequest.newBuilder(
                        URI.create("https://127.0.0.1:" + kubelet.port() + "/containerLogs/default/web/main"))
                .build();

        assertThatThrownBy(() -> client.send(request, HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(SSLException.class);
    }

    private static Kubectl kubectl(Transport transport) {
        return transport.of(member.server().kubectl());
    }

    private static String podOf(Transport transport, String prefix) {
        return (prefix + "-" + transport).toLowerCase(Locale.ROOT);
    }

    private static ContainerLog newPodsLog(String pod) {
        String name = pod.toLowerCase(Locale.ROOT);
        new KubeletNode(member.server(), "node-1").createPod("default", name, "main");
        return kubelet.log("default", name, "main");
    }

    private static int forwardedPort(RunningCommand forward) {
        Matcher matcher = FORWARDING.matcher("");
        await().until(() -> matcher.reset(forward.out()).find());
        return Integer.parseInt(matcher.group(1));
    }

    private Path randomFile(String name) throws IOException {
        byte[] bytes = new byte[MANY_BYTES];
        new Random(name.hashCode()).nextBytes(bytes);
        return Files.write(folder.resolve(name), bytes);
    }
}

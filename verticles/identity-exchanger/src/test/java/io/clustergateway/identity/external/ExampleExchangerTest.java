package io.clustergateway.identity.external;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.rules.ExternalExchanger;
import io.clustergateway.rules.Identity;
import io.clustergateway.rules.Rule;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The server of config-samples/exchanger, run the way its page says. */
@ExtendWith(VertxExtension.class)
final class ExampleExchangerTest {
    private static final Path SOURCE = Path.of("..", "..", "config-samples", "exchanger", "Exchanger.java");
    private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");

    private Process process;
    private Asker asker;
    private Path folder;
    private int port;

    @BeforeEach
    void start(Vertx vertx, @TempDir Path folder) throws IOException {
        this.folder = folder;
        asker = new Asker(vertx, folder);
        ExchangerServer.CA.issueServer(List.of("127.0.0.1")).writeTo(folder, "server");
        ExchangerServer.CA.issueClient("gateway", List.of()).writeTo(folder, "client");
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        SOURCE.toString(),
                        "--port",
                        "0",
                        "--cert",
                        file("server.crt"),
                        "--key",
                        file("server.key"),
                        "--client-ca",
                        file("ca.crt"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        Matcher listening = LISTENING.matcher(String.valueOf(out.readLine()));
        assertThat(listening.matches()).isTrue();
        port = Integer.parseInt(listening.group(1));
    }

    @AfterEach
    void stop() throws InterruptedException {
        asker.close();
        process.destroyForcibly();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void exchangesPartnersAndRefusesOthers() {
        Rule rule = rule();
        Exchanged exchanged = asker.ask(rule, Sample.ALICE);
        assertThat(exchanged.identity())
                .isEqualTo(new Identity("alice@corp", Optional.empty(), List.of("external"), Map.of()));
        assertThat(exchanged.validFor()).isEqualTo(Duration.ofSeconds(60));
        Identity odd = new Identity("ext-\"\\ü\ud83d\ude00", Optional.empty(), List.of("\u2028"), Map.of());
        assertThat(asker.ask(rule, odd).identity().user()).isEqualTo("\"\\ü\ud83d\ude00@corp");
        assertThat(asker.refusal(rule, new Identity("carol", Optional.empty(), List.of(), Map.of())))
                .hasMessage("the exchanger of rule \"external\" refuses this caller: only ext-NAME has an account");
    }

    private Rule rule() {
        ExternalExchanger trusting =
                asker.trusting("https://127.0.0.1:%d/exchange".formatted(port), Duration.ofSeconds(9));
        return Sample.rule(new ExternalExchanger(
                trusting.url(),
                trusting.timeout(),
                trusting.caFile(),
                Optional.of(file("client.crt")),
                Optional.of(file("client.key")),
                trusting.maxTtl()));
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }
}

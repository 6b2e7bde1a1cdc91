package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.dist.DocsCommands.Command;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands of docs/operate.md, docs/troubleshooting.md and docs/faq.md, in their order, at a real hub with a member. */
@Timeout(180)
final class OperatePagesTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    private static final Path RULES = DocsCommands.ROOT.resolve("config-samples/rules-basic.yaml");

    private static RealRig rig;

    @TempDir
    private static Path desk;

    @BeforeAll
    static void start() {
        rig = new RealRig(hub.server(), member.server(), Map.of("identity.passing", true));
        rig.deploy("--allow-loopback-members=true", "--feature-gates=ClientIdentityPenetration=true");
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    static Stream<Command> commands() {
        Set<String> seen = new HashSet<>();
        return DocsCommands.runBy(OperatePagesTest.class).stream()
                .map(command -> new Command(command.page(), command.line(), filled(command.text())))
                .filter(command -> seen.add(command.text()));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void works(Command command) throws Exception {
        if (command.program().equals("cluster-gateway")) {
            inProcess(command);
        } else {
            inShell(command);
        }
    }

    private static void inProcess(Command command) {
        List<String> words =
                new ArrayList<>(command.words().subList(1, command.words().size()));
        if (!words.get(0).equals("rules")) {
            words.add("--kubeconfig=" + hub.server().adminKubeconfig());
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Main.line()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words.toArray(String[]::new));
        assertThat(exit).as("%s\n%s", out, err).isZero();
    }

    private static void inShell(Command command) throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("/bin/sh", "-c", command.text())
                .directory(desk.toFile())
                .redirectErrorStream(true);
        shell.environment().put("KUBECONFIG", hub.server().adminKubeconfig().toString());
        Process process = shell.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        // Whoever may not is told so by exit code 1.
        assertThat(process.waitFor())
                .as(printed)
                .isIn(command.text().startsWith("kubectl auth can-i") ? List.of(0, 1) : List.of(0));
    }

    private static String filled(String text) {
        return text.replace("RULES.yaml", RULES.toString()).replaceAll("\\bNAME\\b", RealRig.MEMBER);
    }
}

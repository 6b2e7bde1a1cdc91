package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.clustergateway.dist.DocsCommands.Command;
import io.clustergateway.dist.DocsCommands.Runner;
import io.clustergateway.testkit.real.Kubectl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import picocli.CommandLine.ParameterException;

/** Of every command in the pages somebody says who runs it, and none has a word that its program does not know. */
@Timeout(120)
final class DocsCommandsTest {
    private static final String NOT_RUN = "not run: ";

    @TempDir
    private Path folder;

    @Test
    void somebodyRunsEachOrThePageSaysWhyNot() {
        List<Command> commands = DocsCommands.all();
        assertThat(commands)
                .hasSizeGreaterThan(120)
                .allSatisfy(command -> assertThat(DocsCommands.runner(command))
                        .as("%s: who runs it? (mend: a line in docs-commands.txt)", command)
                        .isPresent());
        for (Runner runner : DocsCommands.runners()) {
            assertThat(runner.who().equals("elsewhere") || commands.stream().anyMatch(runner::runs))
                    .as("%s: no such command any more", runner)
                    .isTrue();
        }
    }

    @Test
    void whoIsSaidToRunThemIsThere() throws IOException {
        Set<String> tests = tests();
        for (Runner runner : DocsCommands.runners()) {
            String who = runner.who();
            if (who.startsWith(NOT_RUN)) {
                assertThat(oneLine(Files.readString(DocsCommands.ROOT.resolve(runner.page()))))
                        .as("%s says why it is not run", runner.page())
                        .contains(oneLine(who.substring(NOT_RUN.length())));
            } else if (who.contains("/")) {
                assertThat(DocsCommands.ROOT.resolve(who)).isExecutable();
            } else if (!who.equals("elsewhere")) {
                assertThat(tests).contains(who);
            }
        }
    }

    @Test
    void ourOwnAreReadByTheProgram() {
        assertThat(of("cluster-gateway")).hasSizeGreaterThan(40).allSatisfy(command -> {
            String[] words = command.words().stream().skip(1).toArray(String[]::new);
            assertThatCode(() -> Main.line().parseArgs(Main.normalized(words)))
                    .as("%s", command)
                    .doesNotThrowAnyException();
        });
    }

    @Test
    void aMisspeltOneIsNotRead() {
        for (String wrong : List.of("migrate chek", "doctor --verbos", "join", "serve --secret-namespaces=a")) {
            assertThatCode(() -> Main.line().parseArgs(Main.normalized(wrong.split(" "))))
                    .as(wrong)
                    .isInstanceOf(ParameterException.class);
        }
    }

    @Test
    void kubectlKnowsEveryFlag() {
        Kubectl kubectl = Kubectl.find(folder, folder.resolve("none")).orElse(null);
        assumeTrue(
                kubectl != null || "true".equals(System.getenv("REQUIRE_REAL_KUBERNETES")),
                "no kubectl on this machine (mend: build/kubernetes-assets.sh)");
        Map<String, KubectlHelp> known = new HashMap<>();
        String global = kubectl.run("options").expectSuccess().out();
        assertThat(of("kubectl")).hasSizeGreaterThan(40).allSatisfy(command -> {
            KubectlHelp.Line line = KubectlHelp.line(command.words());
            KubectlHelp help = known.computeIfAbsent(line.path(), path -> KubectlHelp.of(kubectl, path, global));
            assertThat(help.unknown(line)).as("%s", command).isEmpty();
        });
    }

    @Test
    void theChartKnowsEveryValue() throws IOException {
        Map<String, Object> values = new Yaml().load(Files.readString(DocsCommands.ROOT.resolve("chart/values.yaml")));
        for (Command command : of("helm")) {
            List<String> words = command.words();
            for (int at = 0; at + 1 < words.size(); at++) {
                if (words.get(at).equals("--set") && words.contains("chart")) {
                    Object value = values;
                    for (String key : words.get(at + 1).split("=")[0].split("\\.")) {
                        assertThat(value instanceof Map<?, ?> below && below.containsKey(key))
                                .as("%s: value %s", command, key)
                                .isTrue();
                        value = ((Map<?, ?>) value).get(key);
                    }
                }
            }
        }
    }

    @Test
    void mavenIsGivenModulesAndTestsThatAreThere() throws IOException {
        Set<String> tests = tests();
        for (Command command : of("mvn")) {
            List<String> words = command.words();
            for (int at = 0; at < words.size(); at++) {
                if (words.get(at).equals("-pl")) {
                    assertThat(DocsCommands.ROOT.resolve(words.get(at + 1)).resolve("pom.xml"))
                            .as("%s", command)
                            .exists();
                } else if (words.get(at).startsWith("-Dtest=")) {
                    Stream.of(words.get(at).substring("-Dtest=".length()).split(","))
                            .filter(name -> !name.contains("*"))
                            .forEach(name -> assertThat(tests).as("%s", command).contains(name));
                }
            }
        }
    }

    @Test
    void scriptsAreThere() {
        assertThat(DocsCommands.all().stream().map(Command::program).filter(program -> program.contains("/")))
                .isNotEmpty()
                .allSatisfy(
                        script -> assertThat(DocsCommands.ROOT.resolve(script)).isExecutable());
    }

    private static List<Command> of(String program) {
        return DocsCommands.all().stream()
                .filter(command -> command.program().equals(program))
                .toList();
    }

    private static Set<String> tests() throws IOException {
        try (Stream<Path> files = Files.walk(DocsCommands.ROOT)) {
            return files.map(Path::toString)
                    .filter(file -> file.contains("/src/test/java/") && file.endsWith(".java"))
                    .map(file -> file.substring(file.lastIndexOf('/') + 1).replace(".java", ""))
                    .collect(Collectors.toSet());
        }
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ");
    }
}

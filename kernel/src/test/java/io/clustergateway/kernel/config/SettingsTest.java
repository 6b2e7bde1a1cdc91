package io.clustergateway.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clustergateway.kernel.StartFault;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsTest {
    @Test
    void absentKeysHaveTheirDefaults() {
        Settings settings = root("{}");
        assertThat(settings.section("a").string("s", "d")).isEqualTo("d");
        assertThat(settings.integer("i", 7, 0, 9)).isEqualTo(7);
        assertThat(settings.bool("b", true)).isTrue();
        assertThat(settings.duration("t", Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.list("l", List.of("x"))).containsExactly("x");
        assertThat(settings.optional("o")).isEmpty();
    }

    @Test
    void readsEveryTypeFromYamlAndFromFlags() {
        Settings settings = root("{\"i\":8,\"j\":\"8\",\"b\":false,\"l\":[\"a\",\"b\"],\"m\":\"a,,b\",\"p\":\"/x\"}");
        assertThat(settings.integer("i", 0, 0, 9)).isEqualTo(8);
        assertThat(settings.integer("j", 0, 0, 9)).isEqualTo(8);
        assertThat(settings.bool("b", true)).isFalse();
        assertThat(settings.list("l", List.of())).containsExactly("a", "b");
        assertThat(settings.list("m", List.of())).containsExactly("a", "b");
        assertThat(settings.path("p")).contains(Path.of("/x"));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "10s,10000", "1m30s,90000", "500ms,500", "1.5h,5400000", "1h0m1s,3601000"})
    void readsDurationsAsGoDoes(String text, long millis) {
        assertThat(GoDuration.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "s", "-1s", "1s2", "1 s", "1d", "99999999999h"})
    void refusesWhatIsNoDuration(String text) {
        assertThat(catchThrowableOfType(IllegalArgumentException.class, () -> GoDuration.parse(text)))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "10s", "90s", "2m", "500ms", "1h", "36h", "1us"})
    void writesDurationsAsTheyAreRead(String text) {
        assertThat(GoDuration.format(GoDuration.parse(text))).isEqualTo(text);
    }

    @Test
    void knowsEveryKeyThatWasReadWithItsDefault() {
        SettingsFaults faults = new SettingsFaults(Map.of());
        Settings section = faults.read(new JsonObject("{\"a\":{\"n\":3}}")).section("a");
        section.integer("n", 7, 0, 9);
        section.duration("t", Duration.ofMinutes(2));
        section.list("l", List.of("x", "y"));
        section.optional("o");
        assertThat(faults.known())
                .containsExactly(
                        new KnownKey("a.l", "a list", "x,y"),
                        new KnownKey("a.n", "a whole number, 0-9", "7"),
                        new KnownKey("a.o", "text", ""),
                        new KnownKey("a.t", "a duration such as 10s, 1m30s or 500ms", "2m"));
    }

    @Test
    void showsEveryFaultAtOnceWithFullPaths() {
        assertThat(faults("{\"a\":{\"n\":99,\"b\":\"yes\",\"t\":\"soon\",\"o\":{}}}", settings -> {
                    Settings a = settings.section("a");
                    a.integer("n", 1, 0, 9);
                    a.bool("b", false);
                    a.duration("t", Duration.ZERO);
                    a.optional("o");
                }))
                .hasMessage("""
                a.n: 99 (expected: a whole number, 0-9)
                a.b: yes (expected: true or false)
                a.t: soon (expected: a duration such as 10s, 1m30s or 500ms)
                a.o: {} (expected: text)""");
    }

    @Test
    void refusesKeysNobodyReadsWithTheirFullPath() {
        assertThat(faults(
                        "{\"a\":{\"port\":1,\"prot\":2},\"z\":1}",
                        settings -> settings.section("a").integer("port", 1, 0, 9)))
                .hasMessage("""
                z: unknown key (expected one of: a)
                a.prot: unknown key (expected one of: port)""");
    }

    @Test
    void namesTheFlagThatSetTheKey() {
        SettingsFaults faults = new SettingsFaults(Map.of("serving.securePort", "--secure-port"));
        Settings root = faults.read(new JsonObject("{\"serving\":{\"securePort\":\"x\"}}"));
        root.section("serving").integer("securePort", 443, 0, 65535);
        assertThat(catchThrowableOfType(StartFault.class, () -> faults.check(root)))
                .hasMessage("--secure-port: x (expected: a whole number, 0-65535)");
    }

    @Test
    void flagsWinOverTheFile(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("c.yaml"), "serving:\n  securePort: 1\n  bindAddress: 127.0.0.1\n");
        assertThat(load(Optional.of(file), Map.of("serving.securePort", 2)))
                .isEqualTo(new JsonObject("{\"serving\":{\"securePort\":2,\"bindAddress\":\"127.0.0.1\"}}"));
    }

    @Test
    void namesAFileThatCannotBeRead(@TempDir Path dir) {
        Path file = dir.resolve("none.yaml");
        assertThat(catchThrowableOfType(StartFault.class, () -> load(Optional.of(file), Map.of())))
                .hasMessage("--config: %s cannot be read (expected: a YAML file)".formatted(file));
    }

    @Test
    void namesTheFaultInAFileThatIsNoYaml(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("c.yaml"), "serving: [");
        assertThat(catchThrowableOfType(StartFault.class, () -> load(Optional.of(file), Map.of())))
                .hasMessageStartingWith("--config: %s: ".formatted(file))
                .hasMessageNotContaining("\n");
    }

    @Test
    void twoReadersOfOneSectionReadItTogether() {
        assertThatCode(() -> read("{\"hub\":{\"a\":1,\"b\":2}}", settings -> {
                    settings.section("hub").integer("a", 1, 0, 9);
                    settings.section("hub").integer("b", 1, 0, 9);
                }))
                .doesNotThrowAnyException();
    }

    @Test
    void acceptsAWholeConfigurationThatEverybodyReads() {
        assertThatCode(() -> read(
                        "{\"a\":{\"n\":1}}", settings -> settings.section("a").integer("n", 1, 0, 9)))
                .doesNotThrowAnyException();
    }

    private static Settings root(String json) {
        return new SettingsFaults(Map.of()).read(new JsonObject(json));
    }

    private static StartFault faults(String json, Consumer<Settings> reader) {
        return catchThrowableOfType(StartFault.class, () -> read(json, reader));
    }

    private static void read(String json, Consumer<Settings> reader) {
        SettingsFaults faults = new SettingsFaults(Map.of());
        Settings root = faults.read(new JsonObject(json));
        reader.accept(root);
        faults.check(root);
    }

    private static JsonObject load(Optional<Path> file, Map<String, Object> flags) {
        Vertx vertx = Vertx.vertx();
        try {
            return SettingsLoader.load(vertx, file, flags).await();
        } finally {
            vertx.close().await();
        }
    }
}

package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clustergateway.kernel.StartFault;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of every setting somebody has said whether it weakens something: docs/security.md, or a list beside this test. */
final class SecurityPageTest {
    private static final Path PAGE = Path.of("..", "docs", "security.md");
    private static final Path NOTHING =
            Path.of("src", "test", "resources", "io", "clustergateway", "dist", "weakens-nothing.txt");
    private static final Pattern FLAG = Pattern.compile("--([a-z0-9][a-z0-9*-]*)");
    private static final Pattern UNKNOWN = Pattern.compile("(.*)\\.nobodys: unknown key \\(expected one of: (.*)\\)");
    private static final Pattern DOTTED = Pattern.compile("`([a-z]+(?:\\.(?:[a-zA-Z]+|\\*))+)`");

    @TempDir
    private Path folder;

    @Test
    void ofEveryFlagItIsSaidOnce() throws IOException {
        List<String> flags = FlagTable.read().stream()
                .filter(FlagSpec::hasEffect)
                .map(FlagSpec::name)
                .toList();
        isSaidOnce(flags, named(FLAG), nothing().filter(name -> !name.contains(".")));
    }

    @Test
    void ofEveryKeyWithoutAFlagItIsSaidOnce() throws IOException {
        Set<String> flagged = FlagTable.read().stream().map(FlagSpec::key).collect(Collectors.toSet());
        List<String> keys =
                keys().stream().filter(key -> !flagged.contains(key)).toList();
        assertThat(keys).contains("serving.idleTimeout", "forwarder.limits.adaptive");
        isSaidOnce(keys, named(DOTTED), nothing().filter(name -> name.contains(".")));
    }

    private static void isSaidOnce(List<String> settings, List<String> weakening, Stream<String> nothing) {
        List<String> harmless = nothing.toList();
        assertThat(harmless).doesNotHaveDuplicates();
        for (String name : weakening) {
            assertThat(settings).as("docs/security.md names " + name).anyMatch(like(name));
        }
        assertThat(settings).containsAll(harmless);
        assertThat(settings)
                .as("in docs/security.md or in weakens-nothing.txt, and not in both")
                .allMatch(setting -> {
                    boolean isInPage =
                            weakening.stream().anyMatch(name -> like(name).test(setting));
                    return isInPage != harmless.contains(setting);
                });
    }

    private static Predicate<String> like(String name) {
        return Pattern.compile(
                        Stream.of(name.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")))
                .asMatchPredicate();
    }

    private static List<String> named(Pattern pattern) throws IOException {
        String page = Files.readString(PAGE);
        String table = page.substring(page.indexOf("## What weakens it"), page.indexOf("## Pitfalls"));
        return pattern.matcher(table).results().map(found -> found.group(1)).toList();
    }

    private static Stream<String> nothing() throws IOException {
        return Files.readString(NOTHING).lines().filter(line -> !line.startsWith("#"));
    }

    /** A gateway names all keys of a section when it finds one that is nobody's. */
    private Set<String> keys() {
        Set<String> sections = new TreeSet<>(Set.of("kernel"));
        FlagTable.read().stream()
                .filter(FlagSpec::hasEffect)
                .forEach(flag -> sections.add(flag.key().substring(0, flag.key().lastIndexOf('.'))));
        JsonObject tree = new JsonObject();
        for (String section : sections) {
            JsonObject at = tree;
            for (String name : section.split("\\.")) {
                at = at.containsKey(name) ? at.getJsonObject(name) : put(at, name);
            }
            at.put("nobodys", "1");
        }
        tree.getJsonObject("registry").put("clustersFrom", folder.toString());
        Vertx vertx = Vertx.vertx();
        try {
            StartFault fault = catchThrowableOfType(StartFault.class, () -> new Gateway(vertx, tree, Map.of()));
            return found(fault.getMessage(), sections);
        } finally {
            vertx.close().await();
        }
    }

    private static Set<String> found(String faults, Set<String> sections) {
        Set<String> keys = new TreeSet<>();
        List<String> told = new ArrayList<>();
        UNKNOWN.matcher(faults).results().forEach(line -> {
            told.add(line.group(1));
            for (String key : line.group(2).split(", ")) {
                String path = line.group(1) + "." + key;
                if (sections.stream().noneMatch(section -> section.equals(path) || section.startsWith(path + "."))) {
                    keys.add(path);
                }
            }
        });
        assertThat(told).as(faults).containsAll(sections);
        return keys;
    }

    private static JsonObject put(JsonObject at, String name) {
        JsonObject section = new JsonObject();
        at.put(name, section);
        return section;
    }
}

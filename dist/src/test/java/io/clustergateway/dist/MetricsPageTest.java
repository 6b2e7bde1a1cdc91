package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.pocket.User;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** docs/metrics.md names every metric there is, by its type, and none that is not. */
@Timeout(90)
final class MetricsPageTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LITERAL =
            Pattern.compile("\"((?:cluster_gateway|ocm_proxy|apiserver_audit)_[a-z_]*[a-z])\"");
    private static final Pattern ROW = Pattern.compile("^\\| (`[a-z_`, ]+`)[^|]*\\| ([a-z, 1]*)\\|.*");
    private static final Pattern NAME = Pattern.compile("`([a-z_]+)`");
    private static final Pattern TYPE = Pattern.compile("^# TYPE (\\S+) (\\S+)$", Pattern.MULTILINE);

    /** Micrometer's binders have more of these than anybody looks at. */
    private static final Pattern OF_THE_PROCESS = Pattern.compile("(jvm|process|system)_.*");

    @Test
    void namesWhatTheSourcesName() throws IOException {
        Set<String> ours = page().keySet().stream()
                .filter(name -> !OF_THE_PROCESS.matcher(name).matches() && !name.startsWith("logback_"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(ours).isEqualTo(sources());
    }

    @Test
    void saysTheTypesThatAreServedAndMissesNoneOfThem() throws IOException {
        Map<String, String> page = page();
        try (PocketRig rig = new PocketRig(PocketRig.Plan.of(Map.of()));
                PocketClient admin = rig.direct(rig.somebody("admin", User.MASTERS), HttpVersion.HTTP_1_1)) {
            admin.get(PocketRig.PROXY + "/version");
            System.gc();
            await().until(() -> rig.gateway().scrape().contains("jvm_gc_pause_seconds"));
            Map<String, String> served = served(rig.gateway().scrape());
            assertThat(served).hasSizeGreaterThan(40);
            served.forEach((name, type) -> {
                if (page.containsKey(name) && !page.get(name).isEmpty()) {
                    assertThat(type).as(name).isEqualTo(page.get(name));
                }
            });
            assertThat(served.keySet())
                    .allMatch(name -> page.containsKey(name)
                            || OF_THE_PROCESS.matcher(name).matches());
            assertThat(page.keySet().stream()
                            .filter(name -> OF_THE_PROCESS.matcher(name).matches() || name.startsWith("logback_")))
                    .allMatch(served::containsKey);
        }
    }

    /** Types by name; empty where a row says none. */
    private static Map<String, String> page() throws IOException {
        Map<String, String> names = new HashMap<>();
        for (String line : Files.readAllLines(ROOT.resolve("docs/metrics.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                Matcher name = NAME.matcher(row.group(1));
                while (name.find()) {
                    names.put(name.group(1), row.group(2).replace(", 1", "").strip());
                }
            }
        }
        return names;
    }

    private static Set<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            Set<String> names = new TreeSet<>();
            for (Path file : files.filter(file -> file.toString().endsWith(".java")
                            && file.toString().contains("/src/main/java/")
                            && !file.toString().contains("/bench/")
                            && !file.toString().contains("/testkit/"))
                    .toList()) {
                Matcher literal = LITERAL.matcher(Files.readString(file));
                while (literal.find()) {
                    names.add(literal.group(1));
                }
            }
            return names;
        }
    }

    private static Map<String, String> served(String scrape) {
        Map<String, String> types = new HashMap<>();
        Matcher type = TYPE.matcher(scrape);
        while (type.find()) {
            types.put(type.group(1), type.group(2));
        }
        return types;
    }
}

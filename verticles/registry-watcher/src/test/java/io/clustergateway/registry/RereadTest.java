package io.clustergateway.registry;

import static io.clustergateway.registry.Secrets.annotation;
import static io.clustergateway.registry.Secrets.data;
import static io.clustergateway.registry.Secrets.label;
import static io.clustergateway.registry.Secrets.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.Bus;
import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.ClusterTable;
import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.contract.WatchQuestion;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.registry.secrets.CredentialPlugins;
import io.clustergateway.registry.secrets.MemberFault;
import io.clustergateway.registry.secrets.SecretReader;
import io.clustergateway.registry.serving.Reads;
import io.clustergateway.registry.serving.Watch;
import io.clustergateway.registry.serving.Watching;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Members of which something else than their Secret changes. */
final class RereadTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final Metrics metrics = new Metrics();
    private final Plugins plugins = new Plugins();
    private final List<ClusterTable> tables = new ArrayList<>();
    private Registry registry;
    private Watching watching;
    private int interruptions;

    @BeforeEach
    void listTwoMembers() {
        plugins.tokens.put("dynamic", "first");
        on(() -> {
            Bus bus = new Bus(vertx);
            bus.follow(Topics.CLUSTERS, tables::add);
            registry = new Registry(
                    new SecretReader(false, false, plugins, Clock.systemUTC()),
                    bus.publisher(Topics.CLUSTERS),
                    new MemberConditions(new Readiness(), new MemberMetrics(metrics.registry())),
                    false,
                    context);
            registry.follow(() -> {}, () -> interruptions++);
            watching = new Watching(List.of(Reads.ofClusterGateways(false)), registry.snapshots(), registry.history());
            registry.put(dynamic(11));
            registry.put(token("plain", "https://plain.example"));
            registry.synced("20");
        });
        interruptions = 0;
    }

    @AfterEach
    void close() {
        metrics.close();
        vertx.close().await();
    }

    @Test
    void manyVersionsOfAMemberHoldItsCredentialAndTrustOnce() {
        Cluster former = (Cluster) table().find("plain").orElseThrow();
        on(() -> registry.put(label(token("plain", "https://plain.example").mergeIn(version(21), true), "tick", "1")));
        Cluster latter = (Cluster) table().find("plain").orElseThrow();
        assertThat(latter.labels()).containsEntry("tick", "1");
        assertThat(latter.credential()).isSameAs(former.credential());
        assertThat(latter.trust()).isSameAs(former.trust());
        assertThat(latter.endpoints()).isSameAs(former.endpoints());
        on(() -> registry.put(
                data(token("plain", "https://plain.example").mergeIn(version(22), true), "token", "rotated")));
        assertThat(((Cluster) table().find("plain").orElseThrow()).credential())
                .isEqualTo(new Credential.BearerToken("rotated"));
    }

    @Test
    void aNewCredentialReachesTheTableAndIsNoChangeToWatches() {
        Watch watch = watch("20");
        plugins.tokens.put("dynamic", "second");
        String before = cluster().connectionKey();

        on(() -> registry.reread("dynamic"));

        assertThat(cluster().credential()).isEqualTo(new Credential.BearerToken("second"));
        assertThat(cluster().connectionKey()).isNotEqualTo(before);
        assertThat(told(watch)).isEmpty();
        assertThat(interruptions).isZero();
    }

    @Test
    void aServedChangeWithoutAVersionMakesWatchesListAgain() {
        Watch watch = watch("20");
        plugins.tokens.remove("dynamic");

        on(() -> registry.reread("dynamic"));

        assertThat(table().find("dynamic").orElseThrow()).isInstanceOf(BrokenMember.class);
        assertThat(told(watch)).containsExactly("ERROR Expired ");
        assertThat(watch.isOver()).isTrue();
        assertThat(told(watch("20"))).isEmpty();
        assertThat(told(watch("19"))).containsExactly("ERROR Expired ");
        on(() -> registry.put(dynamic(21)));
        assertThat(told(watch("20"))).containsExactly("MODIFIED dynamic 21");
    }

    @Test
    void aServedChangeOfALaterVersionIsAnOrdinaryOne() {
        Watch watch = watch("20");
        plugins.tokens.remove("dynamic");

        on(() -> registry.reread("dynamic", "25"));

        assertThat(told(watch)).containsExactly("MODIFIED dynamic 25");
        assertThat(table().resourceVersion()).isEqualTo("25");
        on(() -> registry.put(dynamic(26)));
        assertThat(told(watch)).containsExactly("MODIFIED dynamic 26");
    }

    @Test
    void aServedChangeOfAnEarlierVersionMakesWatchesListAgain() {
        Watch watch = watch("20");
        plugins.tokens.remove("dynamic");

        on(() -> registry.reread("dynamic", "20"));

        assertThat(told(watch)).containsExactly("ERROR Expired ");
        assertThat(table().resourceVersion()).isEqualTo("20");
    }

    @Test
    void aSecretThatIsToldAfterALaterVersionMakesWatchesListAgainAndGoesNotBack() {
        plugins.tokens.remove("dynamic");
        on(() -> registry.reread("dynamic", "25"));
        Watch watch = watch("25");

        on(() -> registry.put(annotation(dynamic(22), "cluster.core.oam.dev/cluster-alias", "D")));

        assertThat(told(watch)).containsExactly("ERROR Expired ");
        assertThat(told(watch("0"))).contains("ADDED dynamic 25");
    }

    @Test
    void whatWasNotYetToldIsUnderstoodAsUnknownTogetherWithIt() {
        Watch watch = watch("20");
        plugins.tokens.remove("dynamic");

        on(() -> {
            registry.put(token("plain", "https://other.example").mergeIn(version(21), true));
            registry.reread("dynamic");
        });

        assertThat(told(watch)).containsExactly("ERROR Expired ");
        assertThat(table().resourceVersion()).isEqualTo("21");
    }

    @Test
    void aChangeWhileAListIsTakenBelongsToTheList() {
        plugins.tokens.remove("dynamic");

        on(() -> {
            registry.listing();
            registry.reread("dynamic");
            registry.synced("30");
        });

        assertThat(interruptions).isOne();
        assertThat(told(watch("20"))).containsExactly("ERROR Expired ");
        assertThat(told(watch("30"))).isEmpty();
    }

    @Test
    void readsNothingOfMembersThatDependOnNothingElse() {
        int published = tables.size();

        on(() -> {
            registry.reread("plain");
            registry.reread("unknown", "30");
        });

        assertThat(tables).hasSize(published);
        assertThat(registry.kept()).isOne();
    }

    @Test
    void keepsNoSecretOfAMemberThatIsGoneOrNeedsItNoMore() {
        on(() -> registry.put(token("dynamic", "https://d.example").mergeIn(version(21), true)));
        assertThat(registry.kept()).isZero();
        assertThat(plugins.forgotten).contains("dynamic");
        on(() -> registry.put(dynamic(22)));
        assertThat(registry.kept()).isOne();
        on(() -> registry.gone("dynamic", "23"));
        assertThat(registry.kept()).isZero();
    }

    private static JsonObject dynamic(int version) {
        JsonObject secret = label(token("dynamic", "https://d.example"), SecretReader.SELECTOR, "Dynamic");
        return data(secret, "exec", "{}").mergeIn(version(version), true);
    }

    private static JsonObject version(int version) {
        return new JsonObject().put("metadata", new JsonObject().put("resourceVersion", String.valueOf(version)));
    }

    private Watch watch(String version) {
        return watching.ask(new WatchQuestion("clustergateways", "watch=true&resourceVersion=" + version, ""))
                .begin();
    }

    private static List<String> told(Watch watch) {
        List<String> told = new ArrayList<>();
        watch.next().map(Buffer::toString).stream().flatMap(String::lines).forEach(line -> {
            JsonObject event = new JsonObject(line);
            JsonObject object = event.getJsonObject("object");
            JsonObject metadata = object.getJsonObject("metadata", new JsonObject());
            told.add("%s %s %s"
                    .formatted(
                            event.getString("type"),
                            metadata.getString("name", object.getString("reason")),
                            metadata.getString("resourceVersion", "")));
        });
        return told;
    }

    private ClusterTable table() {
        return tables.get(tables.size() - 1);
    }

    private Cluster cluster() {
        return (Cluster) table().find("dynamic").orElseThrow();
    }

    /** Does something on the verticle's context, and waits until it has been published. */
    private void on(Runnable what) {
        for (Runnable step : List.<Runnable>of(what, () -> {}, () -> {}, () -> {})) {
            Promise<Void> done = Promise.promise();
            context.runOnContext(ignored -> {
                try {
                    step.run();
                    done.complete();
                } catch (RuntimeException e) {
                    done.fail(e);
                }
            });
            done.future().await();
        }
    }

    private static final class Plugins implements CredentialPlugins {
        final Map<String, String> tokens = new HashMap<>();
        final Set<String> forgotten = new HashSet<>();

        @Override
        public Answer credential(Question question) throws MemberFault {
            if (!tokens.containsKey(question.name())) {
                throw new MemberFault("no credential yet");
            }
            return new Answer(new Credential.BearerToken(tokens.get(question.name())), Optional.empty());
        }

        @Override
        public void forget(String name) {
            forgotten.add(name);
        }
    }
}

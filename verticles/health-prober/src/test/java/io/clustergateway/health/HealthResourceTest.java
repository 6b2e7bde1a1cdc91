package io.clustergateway.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.Health;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HealthResourceTest {
    private static final String SICK = "{\"status\":{\"healthyReason\":\"ConnectionTimeout\"}}";

    private final Vertx vertx = Vertx.vertx();
    private final Registry registry = new Registry();
    private final FakeHub hub = new FakeHub(vertx, registry);
    private House house;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws IOException {
        house = new House(vertx, registry, Optional.of(hub.kubeconfig(folder)), Map.of("interval", "0"));
        registry.put(Member.cluster("m", "0", 1, new Health(Health.State.HEALTHY, ""), Optional.empty()));
        await().until(() -> registry.told("m").state() == Health.State.HEALTHY);
    }

    @AfterEach
    void close() {
        house.close();
        vertx.close().await();
    }

    @Test
    void readsWhatTheRegistryServes() {
        JsonObject object = house.ask("get", "m", "", "").await().body().toJsonObject();
        assertThat(object.getString("kind")).isEqualTo("ClusterGateway");
        assertThat(failure(house.ask("get", "none", "", "")).code()).isEqualTo(404);
    }

    @Test
    void writesTheAnnotationsAndAnswersWithTheObjectAsItIsThen() {
        JsonObject object = house.ask("update", "m", "", SICK).await().body().toJsonObject();

        assertThat(object.getJsonObject("status").getBoolean("healthy")).isFalse();
        assertThat(object.getJsonObject("status").getString("healthyReason")).isEqualTo("ConnectionTimeout");
        assertThat(registry.annotated("m")).isEqualTo(new Health(Health.State.UNHEALTHY, "ConnectionTimeout"));
        assertThat(hub.patches.get(0).getJsonObject("metadata").containsKey("resourceVersion"))
                .isFalse();
    }

    @Test
    void writesNothingInADryRunAndAnswersAsIf() {
        JsonObject object = house.ask("update", "m", "fieldManager=x&dryRun=All", SICK)
                .await()
                .body()
                .toJsonObject();

        assertThat(object.getJsonObject("status").getBoolean("healthy")).isFalse();
        assertThat(hub.patches).isEmpty();
        assertThat(registry.annotated("m").state()).isEqualTo(Health.State.HEALTHY);
    }

    @Test
    void writesNothingWhenTheQueryIsTooLongToBeReadWhole() {
        Failure failure = failure(house.ask("update", "m", "a&".repeat(1024) + "dryRun=All", SICK));

        assertThat(failure.code()).isEqualTo(400);
        assertThat(hub.patches).isEmpty();
    }

    @Test
    void takesTheServedVersionForTheSecretsWhenSomethingElseChangedTheMember() {
        registry.reread("m");
        JsonObject served = served();
        assertThat(version(served)).isEqualTo("102");

        assertThat(house.ask("update", "m", "dryRun=All", sick(served).encode())
                        .await()
                        .code())
                .isEqualTo(200);
        JsonObject after = house.ask("update", "m", "", sick(served).encode())
                .await()
                .body()
                .toJsonObject();

        assertThat(after.getJsonObject("status").getString("healthyReason")).isEqualTo("ConnectionTimeout");
        assertThat(hub.patches).hasSize(1);
        assertThat(hub.patches.get(0).getJsonObject("metadata").getString("resourceVersion"))
                .isEqualTo("101");
    }

    @ParameterizedTest
    @ValueSource(strings = {"101", "999", "0102", "10x"})
    void refusesAVersionBeforeTheSecretsOrOfNobodys(String sent) {
        registry.annotate("m", "true", "again");
        registry.reread("m");
        assertThat(version(served())).isEqualTo("103");
        JsonObject body = sick(new JsonObject().put("metadata", new JsonObject().put("resourceVersion", sent)));

        assertThat(failure(house.ask("update", "m", "", body.encode())).code()).isEqualTo(409);
        assertThat(failure(house.ask("update", "m", "dryRun=All", body.encode()))
                        .code())
                .isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "m|''|{\"metadata\":{\"resourceVersion\":\"7\"},\"status\":{}}|409|Conflict",
                "m|dryRun=All|{\"metadata\":{\"resourceVersion\":\"7\"},\"status\":{}}|409|Conflict",
                "m|''|{\"metadata\":{\"uid\":\"another\"},\"status\":{}}|409|Conflict",
                "none|''|{\"status\":{}}|404|NotFound",
                "m|''|{\"metadata\":{\"name\":\"other\"},\"status\":{}}|400|BadRequest",
                "m|''|{\"kind\":\"Secret\",\"status\":{}}|400|BadRequest",
                "m|''|{\"apiVersion\":\"v1\",\"status\":{}}|400|BadRequest",
                "m|''|{\"status\":{\"healthy\":\"yes\"}}|400|BadRequest",
                "m|''|{\"status\":{\"healthy\":true,\"healthyReason\":7}}|400|BadRequest",
                "m|''|{\"status\":[]}|400|BadRequest",
                "m|''|{\"metadata\":7,\"status\":{}}|400|BadRequest",
                "m|''|{}|422|Invalid",
                "m|dryRun=Some|{\"status\":{}}|422|Invalid",
                "m|dryRun=%zz|{\"status\":{}}|400|BadRequest",
                "m|''|[1]|400|BadRequest",
                "m|''|7|400|BadRequest",
                "m|''|null|400|BadRequest",
                "m|''|{|400|BadRequest",
                "m|''|''|400|BadRequest"
            })
    void refuses(String name, String query, String body, int code, String reason) {
        Failure failure = failure(house.ask("update", name, query, body));

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(registry.annotated("m").state()).isEqualTo(Health.State.HEALTHY);
    }

    @Test
    void namesTheRightThatIsMissing() {
        hub.onPatch = name -> 403;
        Failure failure = failure(house.ask("update", "m", "", SICK));

        assertThat(failure.code()).isEqualTo(503);
        assertThat(failure.causes().get(0).reason()).isEqualTo("MissingRule");
        assertThat(failure.causes().get(0).message()).contains("resources: [\"secrets\"], verbs: [\"patch\"]");
    }

    @Test
    void refusesUpdatesWithoutAHub() {
        Vertx other = Vertx.vertx();
        Registry alone = new Registry();
        try (House without = new House(other, alone, Optional.empty(), Map.of("interval", "0"))) {
            alone.put(Member.cluster("m", "0", 1, Health.UNKNOWN, Optional.empty()));

            assertThat(failure(without.ask("update", "m", "", SICK)).code()).isEqualTo(405);
            await().until(() -> without.ask("get", "m", "", "").await().code() == 200);
        } finally {
            other.close().await();
        }
    }

    private JsonObject served() {
        return house.ask("get", "m", "", "").await().body().toJsonObject();
    }

    private static JsonObject sick(JsonObject object) {
        return object.copy().mergeIn(new JsonObject(SICK));
    }

    private static String version(JsonObject object) {
        return object.getJsonObject("metadata").getString("resourceVersion");
    }

    private static Failure failure(Future<?> future) {
        AtomicReference<Throwable> error = new AtomicReference<>();
        future.onFailure(error::set);
        await().until(() -> future.isComplete());
        return (Failure) error.get();
    }
}

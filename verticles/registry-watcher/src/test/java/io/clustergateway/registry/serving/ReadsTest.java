package io.clustergateway.registry.serving;

import static io.clustergateway.registry.Secrets.CANARY;
import static io.clustergateway.registry.Secrets.annotation;
import static io.clustergateway.registry.Secrets.data;
import static io.clustergateway.registry.Secrets.label;
import static io.clustergateway.registry.Secrets.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.ResourceAnswer;
import io.clustergateway.kernel.contract.ResourceQuestion;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.registry.secrets.Entry;
import io.clustergateway.registry.secrets.SecretReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReadsTest {
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2024-05-10T10:00:00Z"), ZoneOffset.UTC);
    private static final SecretReader READER = SecretReader.withoutPlugins(false, false, CLOCK);

    private final Snapshots snapshots = new Snapshots();
    private final Reads gateways = Reads.ofClusterGateways(false);
    private final Reads virtual = Reads.ofVirtualClusters(CLOCK);

    @Test
    void servesAnEmptyListAsAnArray() {
        snapshots.add(new Snapshot("7", Snapshot.EMPTY.entries()));

        JsonObject list = list(gateways, "", "");

        assertThat(list.getJsonArray("items")).isEmpty();
        assertThat(list.getJsonObject("metadata").getString("resourceVersion")).isEqualTo("7");
        assertThat(list.getString("kind")).isEqualTo("ClusterGatewayList");
    }

    @Test
    void servesAGatewayWithItsCredentialRedacted() {
        have("7", token("alpha", "https://alpha.example:6443"));

        JsonObject alpha = get(gateways, "alpha", "");

        assertThat(alpha.getJsonObject("spec")).isEqualTo(new JsonObject("""
                                {"provider":"","access":{
                                  "endpoint":{"type":"Const","const":{"address":"https://alpha.example:6443"}},
                                  "credential":{"type":"ServiceAccountToken"}}}
                                """));
        assertThat(alpha.getJsonObject("status")).isEmpty();
        assertThat(alpha.getJsonObject("metadata")).isEqualTo(new JsonObject("""
                                {"name":"alpha","uid":"uid-alpha","resourceVersion":"5",
                                 "creationTimestamp":"2024-05-06T10:00:00Z","labels":{"region":"eu"}}
                                """));
    }

    @Test
    void neverShowsASecretInAnyForm() {
        have("7", token("alpha", "https://alpha.example"), label(token("bad", "x"), SecretReader.SELECTOR, "Dynamic"));

        for (Reads reads : List.of(gateways, virtual)) {
            for (String accept :
                    List.of("", TABLE, "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")) {
                String body = answer(reads, "list", "", "includeObject=Object", accept, "curl/8")
                        .body()
                        .toString();
                assertThat(body).contains("alpha").doesNotContain(CANARY, "Y2FuYXJ5");
            }
        }
    }

    @Test
    void exposesCredentialsOnlyWhenToldTo() {
        have("7", token("alpha", "https://alpha.example"));

        JsonObject access = get(Reads.ofClusterGateways(true), "alpha", "")
                .getJsonObject("spec")
                .getJsonObject("access");

        assertThat(access.getJsonObject("credential").getString("serviceAccountToken"))
                .isEqualTo(CANARY);
    }

    @Test
    void listsBrokenMembersAsUnhealthyWithTheirFault() {
        have("7", data(token("bad", "https://bad.example"), "token", ""));

        JsonObject status = get(gateways, "bad", "").getJsonObject("status");

        assertThat(status.getBoolean("healthy")).isFalse();
        assertThat(status.getString("healthyReason")).contains("key token: missing");
        assertThat(list(gateways, "", TABLE)
                        .getJsonArray("rows")
                        .getJsonObject(0)
                        .getJsonArray("cells"))
                .startsWith("bad", "", "ServiceAccountToken", "Const", "False");
    }

    @Test
    void listsVirtualClustersWithTheHubFirstThenNewestFirst() {
        JsonObject aliased = annotation(token("b", "https://b.example"), "cluster.core.oam.dev/cluster-alias", "Bee");
        have("7", aliased, token("longer", "https://l.example"), token("mid", "https://m.example"));

        JsonObject list = list(virtual, "", TABLE);

        assertThat(list.getJsonArray("rows").stream()
                        .map(row -> ((JsonObject) row).getJsonArray("cells").getString(0)))
                .containsExactly("local", "longer", "mid", "b");
        assertThat(list.getJsonArray("rows").getJsonObject(3).getJsonArray("cells"))
                .containsExactly(
                        "b",
                        "Bee",
                        "ServiceAccountToken",
                        "https://b.example:443",
                        "true",
                        "cluster.core.oam.dev/control-plane=false,region=eu",
                        "8d");
        assertThat(get(virtual, "local", "").getJsonObject("spec"))
                .isEqualTo(new JsonObject()
                        .put("accepted", true)
                        .put("endpoint", "-")
                        .put("credential-type", "Internal"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "region|a,b",
                "!region|c",
                "region=eu|a",
                "region==us|b",
                "region!=eu|b,c",
                "region in (eu, us)|a,b",
                "region notin (eu)|b,c",
                "n>5|b",
                "n<5|a",
                "region,n<5|a",
                "region in (eu,us),n>5|b",
                "cluster.core.oam.dev/provider|''",
            })
    void selectsByLabel(String selector, String expected) {
        have(
                "7",
                label(label(token("a", "https://a.example"), "region", "eu"), "n", "3"),
                label(label(token("b", "https://b.example"), "region", "us"), "n", "9"),
                unlabelled(token("c", "https://c.example")));

        assertThat(String.join(",", names(list(gateways, "labelSelector=" + encode(selector), ""))))
                .isEqualTo(expected);
    }

    @Test
    void showsNoAddressOfWhatIsBehindAClusterProxy() {
        have(
                "7",
                label(
                        token("alpha", "https://alpha.example"),
                        "cluster.core.oam.dev/cluster-endpoint-type",
                        "ClusterProxy"));

        assertThat(get(virtual, "alpha", "").getJsonObject("spec").getString("endpoint"))
                .isEqualTo("ClusterProxy");
    }

    @Test
    void selectsVirtualClustersByControlPlane() {
        have("7", token("a", "https://a.example"));

        assertThat(names(list(virtual, "labelSelector=cluster.core.oam.dev%2Fcontrol-plane%3Dtrue", "")))
                .containsExactly("local");
    }

    @Test
    void selectsByNameOnly() {
        have("7", token("a", "https://a.example"), token("b", "https://b.example"));

        assertThat(names(list(gateways, "fieldSelector=metadata.name%3Db", ""))).containsExactly("b");
        assertThat(names(list(gateways, "fieldSelector=metadata.name!%3Db", "")))
                .containsExactly("a");
        assertThat(refusal("fieldSelector=spec.x%3Db", "")).hasMessage("field label not supported: spec.x");
    }

    @Test
    void goesOnWithTheListItBeganAlsoWhenTheTableHasMoved() {
        have("7", token("a", "https://a.example"), token("b", "https://b.example"), token("c", "https://c.example"));
        JsonObject first = list(gateways, "limit=2", "");
        have("8");
        JsonObject metadata = first.getJsonObject("metadata");
        JsonObject second = list(gateways, "limit=2&continue=" + metadata.getString("continue"), "");

        assertThat(names(first)).containsExactly("a", "b");
        assertThat(metadata.getInteger("remainingItemCount")).isEqualTo(1);
        assertThat(names(second)).containsExactly("c");
        assertThat(second.getJsonObject("metadata").getString("resourceVersion"))
                .isEqualTo("7");
        assertThat(second.getJsonObject("metadata").containsKey("continue")).isFalse();
    }

    @Test
    void refusesToGoOnWithAListForgotten() {
        have("7", token("a", "https://a.example"), token("b", "https://b.example"));
        String token = list(gateways, "limit=1", "").getJsonObject("metadata").getString("continue");
        for (int i = 8; i < 200; i++) {
            have(String.valueOf(i));
        }

        Failure expired = refusal("continue=" + token, "");

        assertThat(expired.code()).isEqualTo(410);
        assertThat(expired.reason()).isEqualTo("Expired");
    }

    @ParameterizedTest
    @CsvSource({
        "watch=true, 405, MethodNotAllowed",
        "sendInitialEvents=true, 422, Invalid",
        "resourceVersionMatch=Exact, 422, Invalid",
        "resourceVersionMatch=Exact&resourceVersion=0, 422, Invalid",
        "resourceVersionMatch=Often&resourceVersion=1, 422, Invalid",
        "resourceVersionMatch=Exact&resourceVersion=1, 410, Expired",
        "resourceVersion=100, 504, Timeout",
        "resourceVersion=x, 400, BadRequest",
        "limit=x, 400, BadRequest",
        "continue=x, 400, BadRequest",
        "continue=%7B, 400, BadRequest",
        "labelSelector=a%20b, 400, BadRequest",
        "labelSelector=%zz, 400, BadRequest",
        "includeObject=All, 400, BadRequest",
    })
    void refusesWhatTheReferenceRefuses(String query, int code, String reason) {
        have("7");

        Failure failure = refusal(query, "");

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|ClusterGatewayList",
                "*/*|ClusterGatewayList",
                "application/*|ClusterGatewayList",
                "application/vnd.kubernetes.protobuf, application/json|ClusterGatewayList",
                "application/json;as=Table;v=v1;g=meta.k8s.io, application/json|Table",
                "application/json;as=Table;v=v1beta1;g=meta.k8s.io|Table",
                "application/json;as=Table;v=v9;g=meta.k8s.io, application/json|ClusterGatewayList",
                "application/json;as=Table;v=v1;g=meta.k8s.io;q=0.2, application/json;q=0.9|ClusterGatewayList",
                "application/json;q=0, */*;q=0.1|ClusterGatewayList",
                "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io|PartialObjectMetadataList",
            })
    void negotiatesTheForm(String accept, String kind) {
        have("7");

        assertThat(list(gateways, "", accept).getString("kind")).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "application/yaml",
        "application/vnd.kubernetes.protobuf",
        "application/json;as=Other;v=v1;g=meta.k8s.io"
    })
    void refusesFormsItDoesNotHave(String accept) {
        have("7");

        assertThat(refusal("", accept).code()).isEqualTo(406);
    }

    @Test
    void givesRowsTheObjectAskedFor() {
        have("7", token("a", "https://a.example"));

        assertThat(row("").getString("kind")).isEqualTo("PartialObjectMetadata");
        assertThat(row("includeObject=Metadata").containsKey("spec")).isFalse();
        assertThat(row("includeObject=Object").getString("kind")).isEqualTo("ClusterGateway");
        assertThat(row("includeObject=None")).isNull();
    }

    @Test
    void indentsForPeople() {
        have("7");

        assertThat(answer(gateways, "list", "", "", "", "curl/8.1").body().toString())
                .contains("\n  \"kind\"");
        assertThat(answer(gateways, "list", "", "pretty=true", "", "").body().toString())
                .contains("\n  \"kind\"");
        assertThat(answer(gateways, "list", "", "pretty=false", "", "curl/8.1")
                        .body()
                        .toString())
                .doesNotContain("\n  ");
    }

    @Test
    void answersNotFoundInTheReferencesWords() {
        have("7");

        Failure failure = catchThrowableOfType(Failure.class, () -> get(gateways, "x", ""));

        assertThat(failure).hasMessage("clustergateways.cluster.core.oam.dev \"x\" not found");
        assertThat(failure.code()).isEqualTo(404);
    }

    @Test
    void answersUnavailableBeforeTheFirstList() {
        Failure failure = refusal("", "");

        assertThat(failure.code()).isEqualTo(503);
        assertThat(failure.retryAfterSeconds()).hasValue(1);
    }

    @Test
    void listsFiveThousandMembersWithinTheTopicsLimit() {
        JsonObject[] secrets = new JsonObject[5_000];
        for (int i = 0; i < secrets.length; i++) {
            secrets[i] = token("m" + i, "https://m%d.example".formatted(i));
        }
        have("7", secrets);

        long start = System.nanoTime();
        assertThat(list(gateways, "", "").getJsonArray("items")).hasSize(5_000);
        assertThat(list(virtual, "limit=500", TABLE).getJsonArray("rows")).hasSize(500);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Topics.CLUSTERGATEWAYS.limit());
    }

    private void have(String version, JsonObject... secrets) {
        Snapshot snapshot = new Snapshot(version, Snapshot.EMPTY.entries());
        for (JsonObject secret : secrets) {
            Entry entry = READER.read(secret);
            snapshot = new Snapshot(version, snapshot.entries().plus(entry.name(), entry));
        }
        snapshots.add(snapshot);
    }

    private JsonObject row(String query) {
        return answer(gateways, "list", "", query, TABLE, "")
                .body()
                .toJsonObject()
                .getJsonArray("rows")
                .getJsonObject(0)
                .getJsonObject("object");
    }

    private JsonObject list(Reads reads, String query, String accept) {
        return answer(reads, "list", "", query, accept, "").body().toJsonObject();
    }

    private JsonObject get(Reads reads, String name, String accept) {
        return answer(reads, "get", name, "", accept, "").body().toJsonObject();
    }

    private Failure refusal(String query, String accept) {
        return catchThrowableOfType(Failure.class, () -> answer(gateways, "list", "", query, accept, ""));
    }

    private ResourceAnswer answer(
            Reads reads, String verb, String name, String query, String accept, String userAgent) {
        return reads.prepare(new ResourceQuestion(verb, name, query, accept, userAgent), snapshots)
                .get();
    }

    private static List<String> names(JsonObject list) {
        JsonArray items = list.getJsonArray("items");
        return items.stream()
                .map(item -> ((JsonObject) item).getJsonObject("metadata").getString("name"))
                .toList();
    }

    private static JsonObject unlabelled(JsonObject secret) {
        secret.getJsonObject("metadata").getJsonObject("labels").remove("region");
        return secret;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

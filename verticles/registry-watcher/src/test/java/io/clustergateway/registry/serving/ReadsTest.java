package io.clustergateway.registry.serving;

import static io.clustergateway.registry.Secrets.CANARY;
import static io.clustergateway.registry.Secrets.annotation;
import static io.clustergateway.registry.Secrets.data;
import static io.clustergateway.registry.Secrets.label;
import static io.clustergateway.registry.Secrets.token;
import static io.clustergateway.registry.serving.ReadMembers.GATEWAYS;
import static io.clustergateway.registry.serving.ReadMembers.TABLE;
import static io.clustergateway.registry.serving.ReadMembers.VIRTUAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.registry.secrets.SecretReader;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a member looks like, alone and in a list. */
final class ReadsTest {
    private final ReadMembers members = new ReadMembers();

    @Test
    void servesAnEmptyListAsAnArray() {
        members.snapshots.add(new Snapshot("7", Snapshot.EMPTY.entries()));

        JsonObject list = members.list(GATEWAYS, "", "");

        assertThat(list.getJsonArray("items")).isEmpty();
        assertThat(list.getJsonObject("metadata").getString("resourceVersion")).isEqualTo("7");
        assertThat(list.getString("kind")).isEqualTo("ClusterGatewayList");
    }

    @Test
    void servesAGatewayWithItsCredentialRedacted() {
        members.have("7", token("alpha", "https://alpha.example:6443"));

        JsonObject alpha = members.get(GATEWAYS, "alpha", "");

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
        members.have(
                "7",
                token("alpha", "https://alpha.example"),
                label(token("bad", "x"), SecretReader.SELECTOR, "Dynamic"));

        for (Reads reads : List.of(GATEWAYS, VIRTUAL)) {
            for (String accept :
                    List.of("", TABLE, "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")) {
                String body = members.answer(reads, "list", "", "includeObject=Object", accept, "curl/8")
                        .body()
                        .toString();
                assertThat(body).contains("alpha").doesNotContain(CANARY, "Y2FuYXJ5");
            }
        }
    }

    @Test
    void exposesCredentialsOnlyWhenToldTo() {
        members.have("7", token("alpha", "https://alpha.example"));

        JsonObject access = members.get(Reads.ofClusterGateways(true), "alpha", "")
                .getJsonObject("spec")
                .getJsonObject("access");

        assertThat(access.getJsonObject("credential").getString("serviceAccountToken"))
                .isEqualTo(CANARY);
    }

    @Test
    void listsBrokenMembersAsUnhealthyWithTheirFault() {
        members.have("7", data(token("bad", "https://bad.example"), "token", ""));

        JsonObject status = members.get(GATEWAYS, "bad", "").getJsonObject("status");

        assertThat(status.getBoolean("healthy")).isFalse();
        assertThat(status.getString("healthyReason")).contains("key token: missing");
        assertThat(members.list(GATEWAYS, "", TABLE)
                        .getJsonArray("rows")
                        .getJsonObject(0)
                        .getJsonArray("cells"))
                .startsWith("bad", "", "ServiceAccountToken", "Const", "False");
    }

    @Test
    void listsVirtualClustersWithTheHubFirstThenNewestFirst() {
        JsonObject aliased = annotation(token("b", "https://b.example"), "cluster.core.oam.dev/cluster-alias", "Bee");
        members.have("7", aliased, token("longer", "https://l.example"), token("mid", "https://m.example"));

        JsonObject list = members.list(VIRTUAL, "", TABLE);

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
        assertThat(members.get(VIRTUAL, "local", "").getJsonObject("spec"))
                .isEqualTo(new JsonObject()
                        .put("accepted", true)
                        .put("endpoint", "-")
                        .put("credential-type", "Internal"));
    }

    @Test
    void showsNoAddressOfWhatIsBehindAClusterProxy() {
        members.have(
                "7",
                label(
                        token("alpha", "https://alpha.example"),
                        "cluster.core.oam.dev/cluster-endpoint-type",
                        "ClusterProxy"));

        assertThat(members.get(VIRTUAL, "alpha", "").getJsonObject("spec").getString("endpoint"))
                .isEqualTo("ClusterProxy");
    }

    @Test
    void answersNotFoundInTheReferencesWords() {
        members.have("7");

        Failure failure = catchThrowableOfType(Failure.class, () -> members.get(GATEWAYS, "x", ""));

        assertThat(failure).hasMessage("clustergateways.cluster.core.oam.dev \"x\" not found");
        assertThat(failure.code()).isEqualTo(404);
    }

    @Test
    void answersUnavailableBeforeTheFirstList() {
        Failure failure = members.refusal("", "");

        assertThat(failure.code()).isEqualTo(503);
        assertThat(failure.retryAfterSeconds()).hasValue(1);
    }

    @Test
    void listsFiveThousandMembersWithinTheTopicsLimit() {
        JsonObject[] secrets = new JsonObject[5_000];
        for (int i = 0; i < secrets.length; i++) {
            secrets[i] = token("m" + i, "https://m%d.example".formatted(i));
        }
        members.have("7", secrets);

        long start = System.nanoTime();
        assertThat(members.list(GATEWAYS, "", "").getJsonArray("items")).hasSize(5_000);
        assertThat(members.list(VIRTUAL, "limit=500", TABLE).getJsonArray("rows"))
                .hasSize(500);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Topics.CLUSTERGATEWAYS.limit());
    }
}

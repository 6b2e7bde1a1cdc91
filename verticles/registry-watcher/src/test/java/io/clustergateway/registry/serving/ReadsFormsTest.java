package io.clustergateway.registry.serving;

import static io.clustergateway.registry.Secrets.token;
import static io.clustergateway.registry.serving.ReadMembers.GATEWAYS;
import static io.clustergateway.registry.serving.ReadMembers.TABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The forms in which members are served. */
final class ReadsFormsTest {
    private final ReadMembers members = new ReadMembers();

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
        members.have("7");

        assertThat(members.list(GATEWAYS, "", accept).getString("kind")).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "application/yaml",
        "application/vnd.kubernetes.protobuf",
        "application/json;as=Other;v=v1;g=meta.k8s.io"
    })
    void refusesFormsItDoesNotHave(String accept) {
        members.have("7");

        assertThat(members.refusal("", accept).code()).isEqualTo(406);
    }

    @Test
    void givesRowsTheObjectAskedFor() {
        members.have("7", token("a", "https://a.example"));

        assertThat(row("").getString("kind")).isEqualTo("PartialObjectMetadata");
        assertThat(row("includeObject=Metadata").containsKey("spec")).isFalse();
        assertThat(row("includeObject=Object").getString("kind")).isEqualTo("ClusterGateway");
        assertThat(row("includeObject=None")).isNull();
    }

    @Test
    void indentsForPeople() {
        members.have("7");

        assertThat(members.answer(GATEWAYS, "list", "", "", "", "curl/8.1")
                        .body()
                        .toString())
                .contains("\n  \"kind\"");
        assertThat(members.answer(GATEWAYS, "list", "", "pretty=true", "", "")
                        .body()
                        .toString())
                .contains("\n  \"kind\"");
        assertThat(members.answer(GATEWAYS, "list", "", "pretty=false", "", "curl/8.1")
                        .body()
                        .toString())
                .doesNotContain("\n  ");
    }

    private JsonObject row(String query) {
        return members.answer(GATEWAYS, "list", "", query, TABLE, "")
                .body()
                .toJsonObject()
                .getJsonArray("rows")
                .getJsonObject(0)
                .getJsonObject("object");
    }
}

package io.clustergateway.forwarder.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.forwarder.request.Page;
import io.clustergateway.kernel.Failure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ApiDocumentsTest {
    private static final String KUBECTL =
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

    private final ApiDocuments documents = new ApiDocuments();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                KUBECTL + "|application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
                "application/json;as=APIGroupDiscoveryList;v=v2beta1;g=apidiscovery.k8s.io,"
                        + " application/json|application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList",
                "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList;profile=nopeer|application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
                "application/json;g=apidiscovery.k8s.io;v=v3;as=APIGroupDiscoveryList,application/json|application/json",
                "application/json;q=0.9,application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList;q=0.1|application/json",
                "application/vnd.kubernetes.protobuf,application/json|application/json",
                "''|application/json",
                "*/*|application/json",
                "text/html, application/*;q=0.5|application/json"
            })
    void negotiatesTheFormOfTheGroups(String accept, String contentType) {
        assertThat(documents.choose(Page.GROUPS, accept).contentType()).isEqualTo(contentType);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/vnd.kubernetes.protobuf",
                "application/com.github.proto-openapi.spec.v2@v1.0+protobuf",
                "text/html",
                "application/json;q=0",
                "application/json;as=Table;v=v1;g=meta.k8s.io"
            })
    void refusesWhatItCannotServe(String accept) {
        assertThatThrownBy(() -> documents.choose(Page.OPENAPI_V2, accept))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(406));
    }

    @Test
    void listsTheSameResourcesAndVerbsInBothForms() {
        JsonArray legacy = json(Page.RESOURCES, "").getJsonArray("resources");
        JsonArray aggregated = json(Page.GROUPS, KUBECTL)
                .getJsonArray("items")
                .getJsonObject(0)
                .getJsonArray("versions")
                .getJsonObject(0)
                .getJsonArray("resources");
        Set<String> both = new TreeSet<>();
        for (Object each : aggregated) {
            JsonObject resource = (JsonObject) each;
            both.add(resource.getString("resource") + resource.getJsonArray("verbs"));
            assertThat(resource.getJsonObject("responseKind").getString("kind")).isNotEmpty();
            for (Object sub : resource.getJsonArray("subresources", new JsonArray())) {
                JsonObject subresource = (JsonObject) sub;
                both.add(resource.getString("resource") + "/" + subresource.getString("subresource")
                        + subresource.getJsonArray("verbs"));
                assertThat(subresource.getJsonObject("responseKind").getString("kind"))
                        .isNotEmpty();
            }
        }
        assertThat(legacy.stream()
                        .map(JsonObject.class::cast)
                        .map(resource -> resource.getString("name") + resource.getJsonArray("verbs")))
                .containsExactlyInAnyOrderElementsOf(both);
        assertThat(both)
                .containsExactly(
                        "clustergateways/health[\"get\",\"update\"]",
                        "clustergateways/proxy[\"create\",\"delete\",\"get\",\"patch\",\"update\"]",
                        "clustergateways[\"get\",\"list\",\"watch\"]",
                        "virtualclusters[\"get\",\"list\",\"watch\"]");
    }

    @ParameterizedTest
    @CsvSource({"OPENAPI_V2, #/definitions/, definitions", "OPENAPI_V3_RESOURCES, #/components/schemas/, components"})
    void resolvesEveryReferenceWithinTheDocument(Page page, String prefix, String section) {
        JsonObject document = json(page, "");
        JsonObject schemas = document.getJsonObject(section);
        Set<String> known = (schemas.containsKey("schemas") ? schemas.getJsonObject("schemas") : schemas).fieldNames();
        Matcher references = Pattern.compile("\"\\$ref\":\"([^\"]+)\"").matcher(document.encode());
        Set<String> seen = new TreeSet<>();
        while (references.find()) {
            assertThat(references.group(1)).startsWith(prefix);
            seen.add(references.group(1).substring(prefix.length()));
        }
        assertThat(known).containsAll(seen);
        assertThat(seen).contains(Schemas.PREFIX + "ClusterAccess", Schemas.PREFIX + "VirtualClusterList");
    }

    @Test
    void namesTheKindOnTheOperationThatExplainLooksFor() {
        JsonObject get = json(Page.OPENAPI_V3_RESOURCES, "")
                .getJsonObject("paths")
                .getJsonObject("/apis/cluster.core.oam.dev/v1alpha1/clustergateways")
                .getJsonObject("get");
        assertThat(get.getJsonObject("x-kubernetes-group-version-kind").getString("kind"))
                .isEqualTo("ClusterGateway");
    }

    @Test
    void pointsFromTheIndexToTheVeryDocument() {
        String url = json(Page.OPENAPI_V3, "")
                .getJsonObject("paths")
                .getJsonObject("apis/cluster.core.oam.dev/v1alpha1")
                .getString("serverRelativeURL");
        String hash = documents.choose(Page.OPENAPI_V3_RESOURCES, "").hash();
        assertThat(url).isEqualTo("/openapi/v3/apis/cluster.core.oam.dev/v1alpha1?hash=" + hash);
        assertThat(hash).hasSize(128);
    }

    private JsonObject json(Page page, String accept) {
        return documents.choose(page, accept).body().toJsonObject();
    }
}

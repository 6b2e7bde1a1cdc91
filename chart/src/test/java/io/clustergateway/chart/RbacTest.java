package io.clustergateway.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

final class RbacTest {

    private final Manifests manifests = Manifests.ofDefaults();

    @Test
    void givesTheGatewayTheseRightsAndNoOthers() {
        assertThat(rights("Role", "cluster-gateway-secret-reader")).containsExactly("[] [secrets] [get, list, watch]");
        assertThat(rights("Role", "cluster-gateway-health-writer"))
                .containsExactly(
                        "[] [secrets] [patch]",
                        "[coordination.k8s.io] [leases] [create]",
                        "[coordination.k8s.io] [leases] [get, update]");
        assertThat(manifests
                        .ofKind("Role")
                        .filter(role -> role.at("/metadata/name").asText().equals("cluster-gateway-event-writer")))
                .hasSize(2)
                .allSatisfy(role -> assertThat(role.path("rules").toString())
                        .isEqualTo("[{\"apiGroups\":[\"\"],\"resources\":[\"events\"],\"verbs\":[\"create\"]}]"));
        assertThat(bindings())
                .containsExactlyInAnyOrder(
                        "RoleBinding in open-cluster-management-credentials: Role cluster-gateway-secret-reader",
                        "RoleBinding in open-cluster-management-credentials: Role cluster-gateway-health-writer",
                        "RoleBinding in open-cluster-management-credentials: Role cluster-gateway-event-writer",
                        "RoleBinding in %s: Role cluster-gateway-event-writer".formatted(Manifests.NAMESPACE),
                        "RoleBinding in %s: Role cluster-gateway-certificate-keeper".formatted(Manifests.NAMESPACE),
                        "ClusterRoleBinding in : ClusterRole cluster-gateway:ca-bundle-writer",
                        "RoleBinding in kube-system: Role extension-apiserver-authentication-reader",
                        "ClusterRoleBinding in : ClusterRole system:auth-delegator");
    }

    @Test
    void readsManagedClustersOnlyWhereTheyAreWanted() {
        Manifests with = Manifests.render(template -> template.set("ocmIntegration.enabled", true));

        assertThat(rights(with, "ClusterRole", "cluster-gateway:managedcluster-reader"))
                .containsExactly("[cluster.open-cluster-management.io] [managedclusters] [get, list, watch]");
        assertThat(with.one("ClusterRoleBinding", "cluster-gateway:managedcluster-reader")
                        .at("/roleRef/name")
                        .asText())
                .isEqualTo("cluster-gateway:managedcluster-reader");
        assertThat(roles().map(Object::toString)).noneMatch(role -> role.contains("managedclusters"));
    }

    @Test
    void readsSecretsInTheirNamespaceOnly() {
        Manifests moved = Manifests.render(template -> template.set("secretNamespace", "vela-system"));

        assertThat(moved.one("Role", "cluster-gateway-secret-reader")
                        .at("/metadata/namespace")
                        .asText())
                .isEqualTo("vela-system");
        assertThat(moved.arguments()).contains("--secret-namespace=vela-system");
    }

    @Test
    void mayWriteNothingWhereMembersAreNotProbed() {
        Manifests without = Manifests.render(
                template -> template.set("healthProbing.enabled", false).set("servingCertificate.mode", "helm"));

        assertThat(without.arguments()).contains("--health-probe-interval=0s");
        assertThat(without.ofKind("Role").flatMap(RbacTest::rules))
                .allSatisfy(rule -> assertThat(rule.path("verbs").toString()).doesNotContain("patch", "update"));
        assertThat(manifests.arguments()).contains("--health-probe-interval=15s");
    }

    @Test
    void keepsUpTheAddOnOfOcmWithRightsToThatNameOnly() {
        Manifests ocm = Manifests.render(template -> template.set("ocmIntegration.enabled", true));
        Manifests without = Manifests.render(template ->
                template.set("ocmIntegration.enabled", true).set("ocmIntegration.managedServiceAccount", ""));

        assertThat(rules(ocm.one("ClusterRole", "cluster-gateway:ocm-addon")))
                .hasSize(6)
                .allSatisfy(rule -> assertThat(rule.toString())
                        .containsAnyOf("\"resourceNames\":[\"cluster-gateway\"]", "\"verbs\":[\"create\"]"));
        assertThat(rules(ocm.one("Role", "cluster-gateway-ocm-addon"))).hasSize(3);
        assertThat(rules(without.one("ClusterRole", "cluster-gateway:ocm-addon"))
                        .map(JsonNode::toString))
                .noneMatch(rule -> rule.contains("secrets"));
        assertThat(rules(without.one("Role", "cluster-gateway-ocm-addon")).map(JsonNode::toString))
                .noneMatch(rule -> rule.contains("secrets"));
        assertThat(manifests
                        .ofKind("ClusterRole")
                        .map(role -> role.at("/metadata/name").asText()))
                .noneMatch(name -> name.endsWith("ocm-addon"));
    }

    @Test
    void publishesClusterProfilesWithRightsInTheirNamespaceOnly() {
        Manifests published = Manifests.render(template -> template.set("clusterProfiles.enabled", true)
                .set("clusterProfiles.namespace", "inventory")
                .set("clusterProfiles.hubUrl", "https://hub.example"));

        assertThat(published
                        .one("Role", "cluster-gateway-cluster-profiles")
                        .at("/metadata/namespace")
                        .asText())
                .isEqualTo("inventory");
        assertThat(published.arguments())
                .contains(
                        "--publish-cluster-profiles=true",
                        "--cluster-profile-namespace=inventory",
                        "--hub-external-url=https://hub.example");
        assertThat(published.ofKind("ClusterRole").flatMap(RbacTest::rules).map(JsonNode::toString))
                .noneMatch(rule -> rule.contains("clusterprofiles"));
    }

    @Test
    void keepsItsOwnCertificateWithRightsToThatSecretAndApiServiceOnly() {
        Manifests keeping = Manifests.render(template -> template.set("servingCertificate.mode", "self-managed"));
        Manifests given = Manifests.render(template -> template.set("servingCertificate.mode", "helm"));

        assertThat(rules(keeping.one("Role", "cluster-gateway-certificate-keeper")))
                .hasSize(4)
                .allSatisfy(rule -> assertThat(rule.toString())
                        .containsAnyOf(
                                "\"resourceNames\":[\"cluster-gateway-self-managed-cert\"],\"verbs\":[\"get\",\"update\"]",
                                "\"resourceNames\":[\"cluster-gateway-certificate-keeper\"],\"verbs\":[\"get\",\"update\"]",
                                "\"verbs\":[\"create\"]"));
        assertThat(keeping.one("Role", "cluster-gateway-certificate-keeper")
                        .at("/metadata/namespace")
                        .asText())
                .isEqualTo(Manifests.NAMESPACE);
        assertThat(rules(keeping.one("ClusterRole", "cluster-gateway:ca-bundle-writer"))
                        .map(JsonNode::toString))
                .containsExactly("{\"apiGroups\":[\"apiregistration.k8s.io\"],\"resources\":[\"apiservices\"],"
                        + "\"resourceNames\":[\"v1alpha1.cluster.core.oam.dev\"],\"verbs\":[\"get\",\"patch\"]}");
        assertThat(given.documents().toString()).doesNotContain("certificate-keeper", "ca-bundle-writer");
    }

    @Test
    void hasNoWildcardAnywhere() {
        assertThat(roles().flatMap(RbacTest::rules))
                .isNotEmpty()
                .allSatisfy(rule -> assertThat(rule.toString()).doesNotContain("*"));
    }

    @Test
    void bindsOnlyItsOwnServiceAccount() {
        List<JsonNode> subjects = bindingObjects()
                .flatMap(binding -> stream(binding.path("subjects")))
                .toList();

        assertThat(subjects).hasSize(8).allSatisfy(subject -> {
            assertThat(subject.path("kind").asText()).isEqualTo("ServiceAccount");
            assertThat(subject.path("name").asText())
                    .isEqualTo(manifests.pod().path("serviceAccountName").asText());
            assertThat(subject.path("namespace").asText()).isEqualTo(Manifests.NAMESPACE);
        });
    }

    @Test
    void offersUsersTheRoleForMembersUnbound() {
        assertThat(rights("ClusterRole", "cluster-gateway-proxy"))
                .containsExactlyInAnyOrder(
                        "[cluster.core.oam.dev] [clustergateways, virtualclusters] [get, list, watch]",
                        "[cluster.core.oam.dev] [clustergateways/proxy] [get, create, update, patch, delete]");
        assertThat(bindings()).noneMatch(binding -> binding.endsWith(" cluster-gateway-proxy"));
    }

    @Test
    void aggregatesThatRoleWhereAsked() {
        Manifests aggregated = Manifests.render(template -> template.set("userRole.aggregateTo[0]", "admin"));

        assertThat(aggregated
                        .one("ClusterRole", "cluster-gateway-proxy")
                        .at("/metadata/labels/rbac.authorization.k8s.io~1aggregate-to-admin")
                        .asText())
                .isEqualTo("true");
        assertThat(manifests
                        .one("ClusterRole", "cluster-gateway-proxy")
                        .at("/metadata/labels")
                        .toString())
                .doesNotContain("aggregate");
    }

    @Test
    void leavesThatRoleOutWhereAsked() {
        Manifests without = Manifests.render(template -> template.set("userRole.create", false));

        assertThat(without.ofKind("ClusterRole")
                        .map(role -> role.at("/metadata/name").asText()))
                .containsExactly("cluster-gateway:ca-bundle-writer");
    }

    @Test
    void createsTheSecretsNamespaceOnlyWhenAsked() {
        Manifests without = Manifests.render(template -> template.set("createSecretNamespace", false));

        assertThat(manifests.ofKind("Namespace"))
                .hasSize(1)
                .allSatisfy(namespace -> assertThat(namespace
                                .at("/metadata/annotations/helm.sh~1resource-policy")
                                .asText())
                        .isEqualTo("keep"));
        assertThat(without.ofKind("Namespace")).isEmpty();
    }

    private List<String> rights(String kind, String name) {
        return rights(manifests, kind, name);
    }

    private static List<String> rights(Manifests from, String kind, String name) {
        return rules(from.one(kind, name))
                .map(rule -> Stream.of("apiGroups", "resources", "verbs")
                        .map(field -> Manifests.texts(rule.path(field)).toString())
                        .reduce((left, right) -> left + " " + right)
                        .orElseThrow())
                .toList();
    }

    private List<String> bindings() {
        return bindingObjects()
                .map(binding -> "%s in %s: %s %s"
                        .formatted(
                                binding.path("kind").asText(),
                                binding.at("/metadata/namespace").asText(),
                                binding.at("/roleRef/kind").asText(),
                                binding.at("/roleRef/name").asText()))
                .toList();
    }

    private Stream<JsonNode> bindingObjects() {
        return Stream.concat(manifests.ofKind("RoleBinding"), manifests.ofKind("ClusterRoleBinding"));
    }

    private Stream<JsonNode> roles() {
        return Stream.concat(manifests.ofKind("Role"), manifests.ofKind("ClusterRole"));
    }

    private static Stream<JsonNode> rules(JsonNode role) {
        return stream(role.path("rules"));
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}

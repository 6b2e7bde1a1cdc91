package io.clustergateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.AuditStage;
import io.clustergateway.kernel.contract.Caller;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules match as kube-apiserver's do (audit policy documentation and apiserver audit/policy). */
final class PolicyTest {
    private static final String POLICY = """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
            - level: None
              users: ["system:kube-proxy"]
              verbs: [watch]
              resources:
              - group: ""
                resources: [endpoints, services]
            - level: None
              userGroups: ["system:authenticated"]
              nonResourceURLs: ["/api*", "/version"]
            - level: Metadata
              omitStages: [ResponseStarted]
              resources:
              - group: ""
                resources: [pods/log, pods/status]
            - level: None
              resources:
              - group: ""
                resources: [configmaps]
                resourceNames: [controller-leader]
            - level: Metadata
              resources:
              - group: ""
                resources: [configmaps]
              namespaces: [kube-system]
            - level: Metadata
              resources:
              - group: apps
                resources: ["*/scale", "deployments/*"]
            - level: Metadata
              resources:
              - group: cluster.core.oam.dev
            - level: Metadata
              namespaces: [""]
              resources:
              - group: storage.k8s.io
                resources: ["*"]
            """;

    @ParameterizedTest(name = "{0} {1} {2} {3}/{4} of {5}: {6}")
    @CsvSource(
            nullValues = "-",
            value = {
                "system:kube-proxy, watch, '', endpoints,               -, ns, -, false",
                "system:kube-proxy, list,  '', endpoints,               -, ns, -, false",
                "jane, get,    '', pods,                                -, ns, -, false",
                "jane, get,    '', pods,                              log, ns, -, true",
                "jane, get,    '', pods,                             exec, ns, -, false",
                "jane, update, '', configmaps, -, kube-system, controller-leader, false",
                "jane, update, '', configmaps, -, kube-system, other, true",
                "jane, update, '', configmaps, -, default, other, false",
                "jane, update, apps, deployments, scale, ns, -, true",
                "jane, update, apps, statefulsets, scale, ns, -, true",
                "jane, update, apps, statefulsets, -, ns, -, false",
                "jane, update, apps, deployments, -, ns, -, true",
                "jane, update, apps, deployments, status, ns, -, true",
                "jane, create, cluster.core.oam.dev, clustergateways, proxy, -, member, true",
                "jane, list, storage.k8s.io, volumes, -, -, -, true",
                "jane, list, storage.k8s.io, volumes, -, ns, -, false"
            })
    void theFirstRuleThatMatchesDecides(
            String user,
            String verb,
            String group,
            String resource,
            String subresource,
            String namespace,
            String name,
            boolean audited) {
        Attributes request = new Attributes.Resource(
                verb, group, "v1", resource, orEmpty(subresource), orEmpty(namespace), orEmpty(name), "", "");
        assertThat(!policy().stages(Optional.of(caller(user)), request).isEmpty())
                .isEqualTo(audited);
    }

    @ParameterizedTest
    @CsvSource({"/api/v1, true, false", "/version, true, false", "/versions, true, false", "/api, false, false"})
    void pathsMatchWholeOrByTheirBeginning(String path, boolean known, boolean audited) {
        Optional<Caller> caller = known ? Optional.of(caller("jane")) : Optional.empty();
        assertThat(!policy().stages(caller, new Attributes.NonResource("get", path))
                        .isEmpty())
                .isEqualTo(audited);
    }

    @Test
    void aPathRuleNeverMatchesAResourceNorTheOtherWayAround() {
        Policy all = read("rules: [{level: Metadata, nonResourceURLs: [\"*\"]}]");
        assertThat(all.stages(Optional.empty(), new Attributes.NonResource("get", "/x")))
                .isNotEmpty();
        assertThat(all.stages(Optional.empty(), proxy())).isEmpty();
        Policy resources = read("rules: [{level: Metadata, namespaces: [\"\"]}]");
        assertThat(resources.stages(Optional.empty(), proxy())).isNotEmpty();
        assertThat(resources.stages(Optional.empty(), new Attributes.NonResource("get", "/x")))
                .isEmpty();
    }

    @Test
    void aRuleForSomeUsersMatchesNobodyUnknown() {
        Policy jane = read("rules: [{level: Metadata, users: [jane]}]");
        assertThat(jane.stages(Optional.empty(), proxy())).isEmpty();
        assertThat(jane.stages(Optional.of(caller("jane")), proxy())).isNotEmpty();
        assertThat(jane.stages(Optional.of(caller("joe")), proxy())).isEmpty();
    }

    @Test
    void stagesOfTheRuleAndOfThePolicyAreLeftOut() {
        Attributes log = new Attributes.Resource("get", "", "v1", "pods", "log", "ns", "p", "", "");
        assertThat(policy().stages(Optional.of(caller("jane")), log))
                .containsExactlyInAnyOrder(AuditStage.RESPONSE_COMPLETE, AuditStage.PANIC);
        assertThat(policy().stages(Optional.of(caller("jane")), proxy()))
                .containsExactlyInAnyOrder(AuditStage.RESPONSE_STARTED, AuditStage.RESPONSE_COMPLETE, AuditStage.PANIC);
    }

    @Test
    void withoutAFileOurOwnGroupIsAuditedAndNothingElse() {
        assertThat(Policy.DEFAULT.stages(Optional.empty(), proxy())).containsExactlyInAnyOrder(AuditStage.values());
        assertThat(Policy.DEFAULT.stages(Optional.empty(), new Attributes.NonResource("get", "/livez")))
                .isEmpty();
    }

    private static Attributes proxy() {
        return Attributes.Resource.clusterScoped(
                "get", "cluster.core.oam.dev", "v1alpha1", "clustergateways", "proxy", "member");
    }

    private static Policy policy() {
        PolicyReader.Read read = PolicyReader.read("policy.yaml", POLICY);
        assertThat(read.findings()).isEmpty();
        return read.policy();
    }

    private static Policy read(String rules) {
        PolicyReader.Read read =
                PolicyReader.read("policy.yaml", "apiVersion: audit.k8s.io/v1\nkind: Policy\n" + rules);
        assertThat(read.findings()).isEmpty();
        return read.policy();
    }

    private static Caller caller(String user) {
        return new Caller(user, Optional.empty(), List.of("system:authenticated"), Map.of());
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}

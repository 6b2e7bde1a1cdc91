package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.real.RealKubernetesExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The Go program's installation on a real hub, as its chart leaves it and with differences planted. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class MigrateCheckTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    private static final String MEMBERS = "open-cluster-management-credentials";
    private static final String CA = CertificateAuthority.create("member").certificatePem();

    @TempDir
    private static Path desk;

    @BeforeAll
    static void install() {
        apply(GoSamples.text("installation.yaml"));
    }

    @AfterEach
    void asInstalled() {
        hub.server()
                .request(
                        "DELETE",
                        "/api/v1/namespaces/%s/secrets?labelSelector=cluster.core.oam.dev%%2Fcluster-credential-type"
                                .formatted(MEMBERS),
                        "");
        hub.server().request("DELETE", "/apis/rbac.authorization.k8s.io/v1/clusterroles/readers", "");
        replace(deployment());
    }

    @Test
    void anInstallationOfTheGoChartMovesOverAndWhatChangesIsWarned() {
        apply(member("good", "https://10.0.0.1:6443", CA).token("a.b.c"));
        MigrateCheck said = check("-o", "json");
        assertThat(said.findings())
                .containsExactly(
                        "warning hub.apiservice.verified",
                        "warning hub.rbac.tokenreviews",
                        "warning hub.rbac.secrets-patch",
                        "warning hub.rbac.leases",
                        "warning hub.rbac.leases-create",
                        "warning hub.rbac.events",
                        "warning program.identity-passing",
                        "warning program.probes");
        assertThat(said.exit()).isZero();
        assertThat(check("--strict").exit()).isEqualTo(2);
        assertThat(said.check("program.arguments.taken").getString("seen"))
                .isEqualTo("--feature-gates --secret-namespace --secure-port");
        assertThat(said.check("hub.rbac.leases").getString("mend")).contains("kind: Role", "namespace: " + MEMBERS);
    }

    @Test
    void saysTheSameToPeople() {
        apply(member("good", "https://10.0.0.1:6443", CA).token("a.b.c"));
        assertThat(check().out())
                .contains(
                        "  warning  program.identity-passing: off: callers act at members as the members' credentials",
                        "member good\n  ok       member.secret",
                        "0 faults, 8 warnings",
                        "docs/migrate-from-go.md");
    }

    @Test
    void membersThatWouldNotWorkAreNamedWithWhy() {
        apply(member("no-ca", "https://10.0.0.1:6443", "").token("a.b.c"));
        apply(member("direct", "https://10.0.0.1:6443", CA).token("a.b.c").label("cluster-endpoint-type", "Direct"));
        apply(member("loopback", "https://127.0.0.1:6443", CA).token("a.b.c"));
        apply(member("metadata", "https://169.254.169.254", CA).token("a.b.c"));
        apply(member("tunnel", "", CA).token("a.b.c").label("cluster-endpoint-type", "ClusterProxy"));
        apply(member("plugin", "https://10.0.0.1:6443", CA)
                .label("cluster-credential-type", "Dynamic")
                .with("exec", "{\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"command\":\"aws-iam\"}"));
        MigrateCheck said = check("-o", "json");
        assertThat(said.findings().stream().filter(found -> found.contains(" of ")))
                .containsExactly(
                        "fault member.secret of direct",
                        "fault member.address of loopback",
                        "fault member.address of metadata",
                        "fault member.verified of no-ca",
                        "fault member.plugin of plugin",
                        "warning member.verified of tunnel");
        assertThat(said.exit()).isEqualTo(2);
        assertThat(said.out()).doesNotContain("a.b.c", "YS5iLmM");
    }

    @Test
    void whatTheFlagsOfTheOldWayRestoreIsNoFinding() {
        deploy("""
                args: [--secure-port=9443, --secret-namespace=%s, --allow-insecure-members, --allow-loopback-members, --proxy-insecure-members, --allow-exec-plugin=/plugins/token]
                """.formatted(MEMBERS));
        apply(member("no-ca", "https://127.0.0.1:6443", "").token("a.b.c"));
        apply(member("tunnel", "", CA).token("a.b.c").label("cluster-endpoint-type", "ClusterProxy"));
        apply(member("plugin", "https://10.0.0.1:6443", CA)
                .label("cluster-credential-type", "Dynamic")
                .with(
                        "exec",
                        "{\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"command\":\"/plugins/token\"}"));
        assertThat(check("-o", "json").findings().stream().filter(found -> found.startsWith("fault")))
                .isEmpty();
    }

    @Test
    void argumentsCommandAndMemoryThatWouldNotDoAreNamed() {
        deploy("""
                command: [./apiserver, --secure-port=443, --secret-namespace=%s]
                        args: [--secretnamespace=a, --feature-gates=Nobodys=true, --etcd-servers=http://etcd, --profiling]
                        resources: {limits: {memory: 200Mi}}
                """.formatted(MEMBERS));
        MigrateCheck said = check("-o", "json");
        assertThat(said.findings().stream().filter(found -> found.contains(" program.")))
                .containsExactly(
                        "fault program.arguments.refused",
                        "fault program.arguments.refused",
                        "warning program.arguments.ignored",
                        "warning program.arguments.ignored",
                        "warning program.identity-passing",
                        "warning program.port",
                        "fault program.command",
                        "fault program.memory",
                        "warning program.probes");
    }

    @Test
    void whatItSaysOfThePodMendsIt() throws Exception {
        deploy("""
                command: [./apiserver, --secure-port=9443]
                        args: ["--secret-namespace=%s"]
                        resources: {limits: {memory: 200Mi}}
                """.formatted(MEMBERS));
        for (String id : List.of("program.command", "program.memory", "program.probes")) {
            paste(check("-o", "json").check(id).getString("mend"));
        }
        MigrateCheck said = check("-o", "json");
        assertThat(said.findings().stream().filter(found -> found.contains(" program.")))
                .containsExactly("warning program.identity-passing");
        assertThat(said.check("program.arguments.taken").getString("seen"))
                .isEqualTo("--secret-namespace --secure-port");
    }

    @Test
    void rulesAreReadAsHere() {
        apply("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: proxy-config, namespace: vela-system}
                data:
                  config.yaml: |
                    apiVersion: cluster.core.oam.dev/v1alpha1
                    kind: ClusterGatewayProxyConfiguration
                    spec:
                      clientIdentityExchanger:
                        rules:
                        - {name: open, type: PrivilegedIdentityExchanger, source: {userPattern: "("}}
                """);
        deploy("""
                args: [--secret-namespace=%s, --secure-port=9443, --feature-gates=ClientIdentityPenetration=true, --cluster-gateway-proxy-config=/etc/proxy/config.yaml]
                        volumeMounts: [{name: config, mountPath: /etc/proxy}]
                      volumes: [{name: config, configMap: {name: proxy-config}}]
                """.formatted(MEMBERS));
        MigrateCheck said = check("-o", "json");
        assertThat(said.findings()).contains("fault rules.global").doesNotContain("warning program.identity-passing");
        assertThat(said.check("rules.global").getString("seen")).contains("config.yaml of ConfigMap proxy-config:6:");
    }

    @Test
    void rolesThatLetExecPassByGetAreNamed() {
        apply("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: readers}
                rules: [{apiGroups: [cluster.core.oam.dev], resources: [clustergateways/proxy], verbs: [get]}]
                """);
        MigrateCheck said = check("-o", "json");
        assertThat(said.findings()).contains("warning hub.roles.upgrades");
        assertThat(said.check("hub.roles.upgrades").getString("seen")).contains("ClusterRole readers");
    }

    @Test
    void whoElseHasAHandInItIsTold() {
        apply(new CustomKind("servicemonitors", "monitoring.coreos.com", "Namespaced", "ServiceMonitor", "v1")
                .definition());
        apply(RealRig.resource("crd-ocm-addonconfiguration.yaml"));
        CustomKind.awaitEstablished(hub.server());
        await().atMost(Duration.ofSeconds(30))
                .until(() -> hub.server()
                                .kubectl("get", "servicemonitors,clustergatewayconfigurations", "-A")
                                .exit()
                        == 0);
        apply("""
                apiVersion: monitoring.coreos.com/v1
                kind: ServiceMonitor
                metadata: {name: gateway, namespace: vela-system}
                spec: {selector: {matchLabels: {app: gateway}}}
                ---
                apiVersion: proxy.open-cluster-management.io/v1alpha1
                kind: ClusterGatewayConfiguration
                metadata: {name: cluster-gateway}
                spec: {secretNamespace: open-cluster-management-credentials, egress: {type: ClusterProxy}}
                """);
        MigrateCheck beside = check("-o", "json");
        assertThat(beside.check("hub.servicemonitor").getString("seen")).contains("vela-system/gateway");
        assertThat(beside.check("hub.addon-manager").getString("outcome")).isEqualTo("ok");
        hub.server()
                .kubectl(
                        "patch",
                        "apiservice",
                        "v1alpha1.cluster.core.oam.dev",
                        "--type=merge",
                        "-p",
                        "{\"metadata\":{\"ownerReferences\":[{\"apiVersion\":\"addon.open-cluster-management.io/v1alpha1\",\"kind\":\"ClusterManagementAddOn\",\"name\":\"cluster-gateway\",\"uid\":\"1\"}]}}")
                .expectSuccess();
        assertThat(check("-o", "json").findings()).contains("warning hub.addon-manager");
        hub.server().kubectl("delete", "clustergatewayconfiguration", "cluster-gateway");
    }

    @Test
    void whoSeesNothingIsToldSo() {
        Path stranger = hub.server().kubeconfig("stranger", List.of());
        MigrateCheck said = MigrateCheck.run(stranger);
        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.err()).contains("you may not see APIServices of this hub");
    }

    private static MigrateCheck check(String... words) {
        return MigrateCheck.run(hub.server().adminKubeconfig(), words);
    }

    /** The Deployment of the Go program with other fields of its container, indented as the first of them. */
    private static void deploy(String container) {
        replace(deployment().substring(0, deployment().indexOf("args:")) + container);
    }

    private static String deployment() {
        String all = GoSamples.text("installation.yaml");
        return all.substring(all.lastIndexOf("---"));
    }

    private static void paste(String command) throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("/bin/sh", "-c", command).redirectErrorStream(true);
        shell.environment().put("KUBECONFIG", hub.server().adminKubeconfig().toString());
        Process process = shell.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s\n%s", command, printed).isZero();
    }

    private static MemberSecret member(String name, String endpoint, String ca) {
        MemberSecret secret = new MemberSecret(name, Map.of(), Map.of());
        secret = endpoint.isEmpty() ? secret : secret.with("endpoint", endpoint);
        return ca.isEmpty() ? secret : secret.with("ca.crt", ca);
    }

    private static void apply(MemberSecret secret) {
        apply(secret.manifest().replace("\"namespace\":\"vela-system\"", "\"namespace\":\"" + MEMBERS + "\""));
    }

    private static void apply(String yaml) {
        kubectl("apply", yaml);
    }

    private static void replace(String yaml) {
        kubectl("replace", yaml);
    }

    private static void kubectl(String verb, String yaml) {
        try {
            Path file = Files.writeString(Files.createTempFile(desk, verb, ".yaml"), yaml);
            hub.server().kubectl(verb, "-f", file.toString()).expectSuccess();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

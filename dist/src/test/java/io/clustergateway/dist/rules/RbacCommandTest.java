package io.clustergateway.dist.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The flags of {@code rules rbac}; what it writes is tested where it is made. */
final class RbacCommandTest {
    @TempDir
    Path dir;

    private String rules;

    @BeforeEach
    void write() throws IOException {
        rules = Files.writeString(dir.resolve("rules.yaml"), """
                        apiVersion: cluster.core.oam.dev/v1alpha1
                        kind: ClusterGatewayConfiguration
                        spec:
                          defaultAction: Deny
                          clientIdentityExchanger:
                            rules:
                            - {name: one, type: StaticMappingIdentityExchanger, source: {cluster: alpha}, target: {user: bob}}
                        """).toString();
    }

    @Test
    void writesTheClassicFormUnlessToldOtherwise() {
        assertThat(Cli.run("rbac", rules).out()).contains("verbs: [\"impersonate\"]", "replace-this-name");
        assertThat(Cli.run("rbac", "--cluster=beta", rules).out()).contains("impersonate nobody");
        assertThat(Cli.run("rbac", "--subject=gateway", rules).out()).contains("kind: User\n  name: \"gateway\"");
    }

    @Test
    void writesTheConstrainedFormForSomeVerbsOrAll() {
        assertThat(Cli.run("rbac", "--constrained", "--verb=get,list", "--verb=watch", rules)
                        .out())
                .contains(
                        "[\"impersonate-on:user-info:get\", \"impersonate-on:user-info:list\", \"impersonate-on:user-info:watch\"]");
        assertThat(Cli.run("rbac", "--constrained", rules).out()).contains("impersonate-on:user-info:deletecollection");
    }

    @Test
    void namesWhatIsWrong() {
        assertThat(Cli.run("rbac", "--verb=get", rules).err())
                .isEqualToIgnoringNewLines("Error: --verb: without --constrained (expected: both or none)");
        assertThat(Cli.run("rbac", "--subject=", rules).err()).contains("--subject: empty");
        assertThat(Cli.run("rbac", dir.resolve("x").toString()).exit()).isEqualTo(1);
    }
}

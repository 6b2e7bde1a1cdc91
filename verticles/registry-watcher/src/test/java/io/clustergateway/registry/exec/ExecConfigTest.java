package io.clustergateway.registry.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.kernel.contract.Trust;
import io.clustergateway.registry.secrets.CredentialPlugins.Question;
import io.clustergateway.registry.secrets.MemberFault;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExecConfigTest {
    private static final String CANARY = "canary-0xC0FFEE";

    @Test
    void readsEveryFieldInAnyCaseAndPassesOverOthers() throws MemberFault {
        ExecConfig config = ExecConfig.read("""
                {"apiVersion": "client.authentication.k8s.io/v1", "command": "/opt/plugin", "args": ["a", "b c"],
                 "env": [{"name": "REGION", "value": "eu"}, {"name": "EMPTY"}], "provideClusterInfo": true,
                 "installHint": "see there", "InteractiveMode": "IfAvailable", "StdinUnavailable": false, "Config": null}
                """);
        assertThat(config)
                .isEqualTo(new ExecConfig(
                        ExecConfig.V1, "/opt/plugin", List.of("a", "b c"), Map.of("REGION", "eu", "EMPTY", ""), true));
    }

    @Test
    void needsNoInteractiveModeInTheBeta() throws MemberFault {
        ExecConfig config = ExecConfig.read("""
                {"apiVersion": "client.authentication.k8s.io/v1beta1", "command": "/p", "args": null, "env": null}""");
        assertThat(config).isEqualTo(new ExecConfig(ExecConfig.V1BETA1, "/p", List.of(), Map.of(), false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "no JSON object | canary-0xC0FFEE",
                "no JSON object | [\"canary-0xC0FFEE\"]",
                "expected: client.authentication.k8s.io/v1 or client.authentication.k8s.io/v1beta1 | {}",
                "an apiVersion that is not known | {\"apiVersion\":\"client.authentication.k8s.io/v1alpha1\"}",
                "interactiveMode missing | {\"apiVersion\":\"client.authentication.k8s.io/v1\",\"command\":\"/p\"}",
                "interactiveMode Always | {\"apiVersion\":\"client.authentication.k8s.io/v1\",\"interactiveMode\":\"Always\"}",
                "no command | {\"apiVersion\":\"client.authentication.k8s.io/v1beta1\"}",
                "args is no list | {\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"command\":\"/p\",\"args\":\"canary-0xC0FFEE\"}",
                "args holds | {\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"command\":\"/p\",\"args\":[\"a\\u0000b\"]}",
                "env holds | {\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"command\":\"/p\",\"env\":[\"canary-0xC0FFEE\"]}",
                "a name in env | {\"apiVersion\":\"client.authentication.k8s.io/v1beta1\",\"command\":\"/p\",\"env\":[{\"name\":\"A=B\",\"value\":\"canary-0xC0FFEE\"}]}",
            })
    void namesTheFaultAndNothingOfTheValue(String fault, String exec) {
        assertThatThrownBy(() -> ExecConfig.read(exec))
                .isInstanceOf(MemberFault.class)
                .hasMessageStartingWith("key exec: ")
                .hasMessageContaining(fault)
                .hasMessageContaining("(expected: ")
                .hasMessageNotContaining(CANARY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LD_PRELOAD", "ld_library_path", "PATH", "BASH_ENV", "BASH_FUNC_x%%", "PYTHONPATH", "ENV"})
    void refusesVariablesByWhichOtherCodeIsRun(String name) {
        assertThatThrownBy(() -> ExecConfig.read(withEnv(name))).hasMessageContaining("by which other code is run");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AWS_PROFILE", "GITHUB_TOKEN", "NODE_NAME", "HOME", "LDAP_URL"})
    void takesOrdinaryVariables(String name) throws MemberFault {
        assertThat(ExecConfig.read(withEnv(name)).env()).containsOnlyKeys(name);
    }

    @Test
    void tellsThePluginOfTheClusterOnlyWhenAsked() throws MemberFault {
        Egress proxy = Egress.Proxy.parse("http://user:" + CANARY + "@proxy.example:3128", Optional.empty());
        Question question = new Question(
                "m", "u", "", new Endpoint("m.example", 6443, "/k"), proxy, new Trust.CaBundle("ca"), Optional.of("n"));

        JsonObject without = new JsonObject(ExecInfo.of(ExecConfig.read(withEnv("A")), question));
        ExecConfig asking = new ExecConfig(ExecConfig.V1, "/p", List.of(), Map.of(), true);
        JsonObject with = new JsonObject(ExecInfo.of(asking, question));

        assertThat(without).isEqualTo(new JsonObject("""
                {"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1beta1",
                 "spec": {"interactive": false}}"""));
        assertThat(with).isEqualTo(new JsonObject("""
                {"kind": "ExecCredential", "apiVersion": "client.authentication.k8s.io/v1",
                 "spec": {"interactive": false, "cluster": {"server": "https://m.example:6443/k",
                  "tls-server-name": "n", "certificate-authority-data": "Y2E=",
                  "proxy-url": "http://proxy.example:3128"}}}"""));
    }

    private static String withEnv(String name) {
        return """
                {"apiVersion": "client.authentication.k8s.io/v1beta1", "command": "/p",
                 "env": [{"name": "%s", "value": "v"}]}""".formatted(name);
    }
}

package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.testkit.real.ApiAnswer;
import io.clustergateway.testkit.real.RealApiServer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;

/** Where the commands about members are given: the program at a real hub, and what it leaves there and at the member. */
final class MemberDesk {
    /** Of a member's account: its name goes behind. */
    static final String ROLES = "/apis/rbac.authorization.k8s.io/v1/clusterroles/cluster-gateway-";

    /** Of a member's account: its name goes behind. */
    static final String ACCOUNTS = "/api/v1/namespaces/cluster-gateway/serviceaccounts/cluster-gateway-";

    private static final String SECRETS = "/api/v1/namespaces/vela-system/secrets/";

    private final RealRig rig;
    private final Path folder;

    /** @param folder for what the program says */
    MemberDesk(RealRig rig, Path folder) {
        this.rig = rig;
        this.folder = folder;
    }

    Program run(String... words) {
        return Program.run(folder, rig.hub().adminKubeconfig(), words);
    }

    /** Runs it; it succeeds and shows no credential. */
    Program good(String... words) {
        Program program = run(words);
        assertThat(program.exit()).as(program.err()).isZero();
        assertThat(program.out() + program.err()).doesNotContain("eyJ", "PRIVATE KEY");
        return program;
    }

    /** The member's kubeconfig, of its admin. */
    String memberConfig() {
        return rig.member().adminKubeconfig().toString();
    }

    /** What a member says through the hub. */
    ApiAnswer version(String name) {
        return rig.hub().request("GET", RealRig.proxyPath(name) + "/version", "");
    }

    /** Whether kubectl gets through the hub to a member. */
    boolean answers(String name) {
        return rig.kubectlAt(name).run("get", "ns").exit() == 0;
    }

    boolean isJoined(String name) {
        return found(rig.hub(), SECRETS + name);
    }

    JsonObject secret(String name) {
        return read(rig.hub(), SECRETS + name);
    }

    /** Of the member's Secret. */
    String annotation(String name, String key) {
        return secret(name)
                .getJsonObject("metadata")
                .getJsonObject("annotations")
                .getString("cluster.core.oam.dev/" + key, "");
    }

    static boolean found(RealApiServer cluster, String path) {
        return cluster.request("GET", path, "").isSuccess();
    }

    static JsonObject read(RealApiServer cluster, String path) {
        return cluster.request("GET", path, "").expectSuccess().json();
    }
}

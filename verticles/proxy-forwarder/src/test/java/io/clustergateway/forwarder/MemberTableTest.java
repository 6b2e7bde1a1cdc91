package io.clustergateway.forwarder;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.contract.BrokenMember;
import io.clustergateway.kernel.contract.ClusterTable;
import org.junit.jupiter.api.Test;

final class MemberTableTest {
    private final MemberTable table = new MemberTable();

    @Test
    void aManagedClusterWithoutASecretIsNotFoundAndSaysWhatItLacks() {
        table.follow(ClusterTable.EMPTY.withManaged("alpha").withManaged("local"));

        assertThat(failure("alpha").code()).isEqualTo(404);
        assertThat(failure("alpha").reason()).isEqualTo("NotFound");
        assertThat(failure("alpha"))
                .hasMessage(
                        "clustergateways.cluster.core.oam.dev \"alpha\" not found: there is a ManagedCluster of this"
                                + " name, and no Secret with a credential for it (mend: a Secret of this name in the gateway's"
                                + " namespace, labelled cluster.core.oam.dev/cluster-credential-type)");
        assertThat(failure("beta")).hasMessage("clustergateways.cluster.core.oam.dev \"beta\" not found");
        assertThat(failure("local")).hasMessage("clustergateways.cluster.core.oam.dev \"local\" not found");
    }

    @Test
    void namesWhatHasToBeMended() {
        table.follow(ClusterTable.EMPTY
                .with(new BrokenMember("own", "u", "1", "Secret ns/own: key endpoint: missing"), "1")
                .with(
                        new BrokenMember(
                                "managed", "u", "2", "ManagedCluster managed: no", BrokenMember.Place.MANAGED_CLUSTER),
                        "2")
                .with(new BrokenMember("run", "u", "3", "exec plugin /p: exit 1", BrokenMember.Place.PLUGIN), "3"));

        assertThat(failure("own")).hasMessageEndingWith("key endpoint: missing (mend: its Secret)");
        assertThat(failure("own").causes()).extracting(Failure.Cause::reason).containsExactly("BrokenSecret");
        assertThat(failure("managed")).hasMessageEndingWith("ManagedCluster managed: no (mend: its ManagedCluster)");
        assertThat(failure("run"))
                .hasMessageEndingWith("/p: exit 1 (mend: the plugin; the gateway tries again by itself)");
        assertThat(failure("run").causes()).extracting(Failure.Cause::reason).containsExactly("BrokenPlugin");
        assertThat(failure("managed").causes())
                .extracting(Failure.Cause::reason)
                .containsExactly("BrokenManagedCluster");
    }

    private Failure failure(String name) {
        return (Failure) table.find(name).cause();
    }
}

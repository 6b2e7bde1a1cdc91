package io.clustergateway.forwarder;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.Failure;
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

    private Failure failure(String name) {
        return (Failure) table.find(name).cause();
    }
}

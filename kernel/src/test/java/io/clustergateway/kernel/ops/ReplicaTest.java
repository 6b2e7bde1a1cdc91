package io.clustergateway.kernel.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ReplicaTest {
    @Test
    void isThePodItWasTold() {
        Map<String, String> environment =
                Map.of("POD_NAME", "gateway-1", "POD_NAMESPACE", "vela-system", "HOSTNAME", "node");
        assertThat(Replica.of(environment)).isEqualTo(new Replica("gateway-1", Optional.of("vela-system")));
    }

    @Test
    void isItsHostOtherwise() {
        assertThat(Replica.of(Map.of("HOSTNAME", "laptop"))).isEqualTo(new Replica("laptop", Optional.empty()));
        assertThat(Replica.of(Map.of())).isEqualTo(new Replica("cluster-gateway", Optional.empty()));
    }
}

package io.clustergateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.Caller;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sample does what its comments say. */
final class SamplesTest {
    private static final Path SAMPLE = Path.of("../../config-samples/audit/policy.yaml");

    @ParameterizedTest
    @CsvSource({
        "jane, get, clustergateways, proxy, production, true",
        "jane, get, clustergateways, proxy, sandbox, true",
        "jane, list, clustergateways, '', '', false",
        "jane, update, clustergateways, health, sandbox, true",
        "system:serviceaccount:vela-system:kubevela-vela-core, create, clustergateways, proxy, sandbox, false",
        "system:serviceaccount:vela-system:kubevela-vela-core, create, clustergateways, proxy, production, true"
    })
    void auditsWhatItSays(String user, String verb, String resource, String subresource, String name, boolean audited)
            throws Exception {
        PolicyReader.Read read = PolicyReader.read(SAMPLE.toString(), Files.readString(SAMPLE));
        assertThat(read.findings()).isEmpty();
        Caller caller = new Caller(user, Optional.empty(), List.of(), Map.of());
        Attributes request = Attributes.Resource.clusterScoped(
                verb, "cluster.core.oam.dev", "v1alpha1", resource, subresource, name);
        assertThat(!read.policy().stages(Optional.of(caller), request).isEmpty())
                .isEqualTo(audited);
        assertThat(read.policy().stages(Optional.of(caller), new Attributes.NonResource("get", "/livez")))
                .isEmpty();
    }
}

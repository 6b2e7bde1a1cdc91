package io.clustergateway.authn;

import static org.assertj.core.api.Assertions.assertThat;

import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.Hop;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.Caller;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RefusalsTest {
    private static final Attributes.Resource PROXY = Attributes.Resource.clusterScoped(
            "get", "cluster.core.oam.dev", "v1alpha1", "clustergateways", "proxy", "x");

    @Test
    void saysWhatKubeApiserverSays() {
        Failure failure = Refusals.forbidden(caller("u"), PROXY, "");
        assertThat(failure)
                .hasMessage("clustergateways.cluster.core.oam.dev \"x\" is forbidden: User \"u\" cannot get resource"
                        + " \"clustergateways/proxy\" in API group \"cluster.core.oam.dev\" at the cluster scope");
        assertThat(failure.code()).isEqualTo(403);
        assertThat(failure.hop()).isEqualTo(Hop.HUB_AUTHORIZATION);
        assertThat(failure.subject()).isEqualTo(new Failure.Subject("cluster.core.oam.dev", "clustergateways", "x"));
    }

    @Test
    void addsTheReasonOfTheHub() {
        assertThat(Refusals.forbidden(caller("u"), PROXY, "RBAC: no such role").getMessage())
                .endsWith("at the cluster scope: RBAC: no such role");
    }

    @Test
    void namesTheNamespaceAndOmitsAnAbsentName() {
        Attributes inner = new Attributes.Resource("list", "", "v1", "pods", "", "ns", "", "", "");
        assertThat(Refusals.forbidden(caller("u"), inner, ""))
                .hasMessage("pods is forbidden: User \"u\" cannot list resource \"pods\" in API group \"\""
                        + " in the namespace \"ns\"");
    }

    @Test
    void namesAPath() {
        assertThat(Refusals.forbidden(caller("u"), new Attributes.NonResource("get", "/metrics"), ""))
                .hasMessage("forbidden: User \"u\" cannot get path \"/metrics\"");
    }

    @Test
    void quotesAsGoDoesAndEscapesMarkup() {
        assertThat(Refusals.forbidden(caller("a\"\n<b>&\u0001"), new Attributes.NonResource("get", "/x"), ""))
                .hasMessage("forbidden: User \"a\\\"\\n&lt;b&gt;&amp;\\x01\" cannot get path \"/x\"");
    }

    private static Caller caller(String user) {
        return new Caller(user, Optional.empty(), List.of(), Map.of());
    }
}

package io.clustergateway.forwarder.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clustergateway.forwarder.request.RequestTarget.Description;
import io.clustergateway.forwarder.request.RequestTarget.Nowhere;
import io.clustergateway.forwarder.request.RequestTarget.Operations;
import io.clustergateway.forwarder.request.RequestTarget.Own;
import io.clustergateway.forwarder.request.RequestTarget.Proxied;
import io.clustergateway.kernel.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestTargetTest {
    private static final String ROOT = "/apis/cluster.core.oam.dev/v1alpha1";
    private static final String PROXY = ROOT + "/clustergateways/m1/proxy";

    @ParameterizedTest
    @CsvSource({
        "/apis, GROUPS",
        "/apis/, GROUPS",
        "/apis?timeout=32s, GROUPS",
        "/apis/cluster.core.oam.dev, GROUP",
        "/apis/cluster.core.oam.dev/v1alpha1, RESOURCES",
        "/openapi/v2, OPENAPI_V2",
        "/openapi/v3?timeout=32s, OPENAPI_V3",
        "/openapi/v3/apis/cluster.core.oam.dev/v1alpha1?hash=X, OPENAPI_V3_RESOURCES"
    })
    void findsDescriptions(String target, Page page) {
        assertThat(((Description) RequestTarget.parse(target)).page()).isEqualTo(page);
    }

    @ParameterizedTest
    @CsvSource({
        "/livez, /livez, true",
        "/readyz?verbose, /readyz, true",
        "/readyz/registry-watcher, /readyz/registry-watcher, true",
        "/healthz/, /healthz, true",
        "/metrics, /metrics, false",
        "/version, /version, false"
    })
    void findsOperations(String target, String path, boolean health) {
        Operations operations = (Operations) RequestTarget.parse(target);
        assertThat(operations.path()).isEqualTo(path);
        assertThat(operations.isHealth()).isEqualTo(health);
    }

    @ParameterizedTest
    @CsvSource({
        "/clustergateways, CLUSTERGATEWAYS, ''",
        "/clustergateways/, CLUSTERGATEWAYS, ''",
        "/clustergateways?limit=500, CLUSTERGATEWAYS, ''",
        "/clustergateways/m1, CLUSTERGATEWAYS, m1",
        "/clustergateways/proxy, CLUSTERGATEWAYS, proxy",
        "/virtualclusters/local, VIRTUALCLUSTERS, local"
    })
    void findsOwnResources(String path, OwnResource resource, String name) {
        Own own = (Own) RequestTarget.parse(ROOT + path);
        assertThat(own.resource()).isEqualTo(resource);
        assertThat(own.name()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|/",
                "/|/",
                "/api/v1/pods|/api/v1/pods",
                "/api/v1/pods/|/api/v1/pods/",
                "/a%2Fb|/a%2Fb",
                "/a//b;x=1/c|/a//b;x=1/c",
                "//evil.example/x|//evil.example/x",
                "/a%20b|/a%20b",
                "/v1.2/..a/b..|/v1.2/..a/b..",
                "?watch=true|/?watch=true",
                "/x?b=%2F&a=1;c&&d|/x?b=%2F&a=1;c&&d",
                "/x?impersonate=true|/x",
                "/x?a=1&impersonate=true&b=%zz|/x?a=1&b=%zz",
                "/x?impersonate|/x",
                "/x?impersonate=1&impersonate=0|/x",
                "/x?%69mpersonate=true&a=+|/x?a=+",
                "/x?impersonated=true&Impersonate=true|/x?impersonated=true&Impersonate=true",
                "/x?dryRun=All|/x?dryRun=All"
            })
    void keepsEveryByteForTheMemberButOurOwnPair(String rest, String seen) {
        Proxied proxied = (Proxied) RequestTarget.parse(PROXY + rest);
        assertThat(proxied.name()).isEqualTo("m1");
        assertThat(proxied.pathAndQuery()).isEqualTo(seen);
    }

    @ParameterizedTest
    @CsvSource({
        "impersonate=true, true",
        "impersonate=1, true",
        "impersonate, true",
        "impersonate=, true",
        "impersonate=FALSE, false",
        "impersonate=0, false",
        "impersonate=false&impersonate=true, false",
        "a=impersonate, false",
        "'', false"
    })
    void readsTheFlagAsKubernetesReadsBooleans(String query, boolean asked) {
        assertThat(((Proxied) RequestTarget.parse(PROXY + "/x?" + query)).impersonate())
                .isEqualTo(asked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api",
                "/apis/apps/v1/deployments",
                "/apis/cluster.core.oam.dev/v1beta1",
                ROOT + "/secrets",
                ROOT + "/clustergateways/m1/status",
                ROOT + "/clustergateways/m1/health/x",
                ROOT + "/clustergateways//health",
                ROOT + "/clustergateways/a%2Fb/health",
                ROOT + "/virtualclusters/m1/health",
                ROOT + "/clustergateways/m1/proxyx",
                ROOT + "/clustergateways//proxy/api",
                ROOT + "/clustergateways/a%2Fb/proxy/api",
                ROOT + "/virtualclusters/m1/proxy",
                "/metrics/x",
                "//apis"
            })
    void leadsNowhereElse(String target) {
        assertThat(RequestTarget.parse(target)).isInstanceOf(Nowhere.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PROXY + "/a/../b",
                PROXY + "/..",
                PROXY + "/./a",
                PROXY + "/%2e%2e/a",
                PROXY + "/.%2E/a",
                PROXY + "/%252e%252e/a",
                PROXY + "/a%2F..%2Fb",
                PROXY + "/a%252f%252e%252e",
                PROXY + "/..;x=1/a",
                PROXY + "/a%00b",
                PROXY + "/a\\b",
                PROXY + "/a%5cb",
                PROXY + "/a%255cb",
                PROXY + "/%25252525252525252e",
                PROXY + "/a%zz",
                PROXY + "/a%2",
                ROOT + "/clustergateways/../proxy/x",
                "http://evil.example" + PROXY,
                "https://localhost/apis",
                "evil.example:443",
                "*",
                "",
                PROXY + "/a b",
                PROXY + "/a\r\nX-Remote-User: x",
                PROXY + "/a#b",
                PROXY + "/\u00e9"
            })
    void refusesWhatServersReadDifferently(String target) {
        assertThatThrownBy(() -> RequestTarget.parse(target))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.code()).isEqualTo(400));
    }

    @Test
    void refusesDeepEncodingWithoutUnfoldingAllOfIt() {
        String deep = PROXY + "/%" + "25".repeat(30_000) + "2e";
        assertThatThrownBy(() -> RequestTarget.parse(deep)).isInstanceOf(Failure.class);
    }
}

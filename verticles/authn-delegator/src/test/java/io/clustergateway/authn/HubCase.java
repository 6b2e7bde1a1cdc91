package io.clustergateway.authn;

import static org.awaitility.Awaitility.await;

import io.clustergateway.hub.HubApi;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A hub and the module that asks it, for one test. */
final class HubCase implements BeforeEachCallback, AfterEachCallback {
    static final CertificateAuthority CLIENTS = CertificateAuthority.create("clients");
    static final CertificateAuthority PROXIES = CertificateAuthority.create("proxies");
    static final CertificateAuthority STRANGERS = CertificateAuthority.create("strangers");
    static final Issued FRONT_PROXY = PROXIES.issueClient("front-proxy-client", List.of());
    static final Issued BOB = CLIENTS.issueClient("bob", List.of("devs"));
    static final String[] ALICE = {"X-Remote-User", "alice", "X-Remote-Group", "devs"};

    private final Vertx vertx = Vertx.vertx();
    private final FakeHub hub = new FakeHub(vertx);
    private HubApi api;

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        Path folder = Files.createTempDirectory("hub");
        Path kubeconfig = hub.kubeconfig(folder);
        api = HubApi.connect(vertx, Optional.of(kubeconfig), "test/1");
        Files.delete(kubeconfig);
        Files.delete(folder);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        api.close();
        vertx.close().await();
    }

    FakeHub hub() {
        return hub;
    }

    House house(JsonObject authentication) {
        return new House(vertx, authentication, Optional.of(api));
    }

    /** A ready module under the usual ConfigMap. */
    House ready() {
        hub.publish(data(CLIENTS, PROXIES));
        return ready(new JsonObject());
    }

    House ready(JsonObject authentication) {
        House house = house(authentication).start();
        await().until(house.readiness::isReady);
        return house;
    }

    static JsonObject data(CertificateAuthority clients, CertificateAuthority proxies) {
        return new JsonObject()
                .put("client-ca-file", clients.certificatePem())
                .put("requestheader-client-ca-file", proxies.certificatePem())
                .put("requestheader-allowed-names", "[\"front-proxy-client\"]")
                .put("requestheader-username-headers", "[\"X-Remote-User\"]")
                .put("requestheader-uid-headers", "[\"X-Remote-Uid\"]")
                .put("requestheader-group-headers", "[\"X-Remote-Group\"]")
                .put("requestheader-extra-headers-prefix", "[\"X-Remote-Extra-\"]");
    }
}

package io.clustergateway.authn;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clustergateway.hub.HubApi;
import io.clustergateway.kernel.Failure;
import io.clustergateway.kernel.config.Settings;
import io.clustergateway.kernel.config.SettingsFaults;
import io.clustergateway.kernel.contract.AccessAnswer;
import io.clustergateway.kernel.contract.AccessQuestion;
import io.clustergateway.kernel.contract.Attributes;
import io.clustergateway.kernel.contract.ClientChain;
import io.clustergateway.kernel.contract.Credentials;
import io.clustergateway.kernel.contract.Credentials.Header;
import io.clustergateway.kernel.contract.Topics;
import io.clustergateway.kernel.lifecycle.Kernel;
import io.clustergateway.kernel.ops.Metrics;
import io.clustergateway.kernel.ops.Ops;
import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.testkit.certificates.Issued;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The module alone in its kernel; the test plays the forwarder. */
final class House {
    static final Attributes PROXY = Attributes.Resource.clusterScoped(
            "get", "cluster.core.oam.dev", "v1alpha1", "clustergateways", "proxy", "x");
    static final Attributes HEALTH = new Attributes.NonResource("get", "/readyz");
    static final Attributes METRICS = new Attributes.NonResource("get", "/metrics");

    final Readiness readiness = new Readiness();
    final Metrics metrics = new Metrics();
    final Kernel kernel;
    private final Vertx vertx;

    House(Vertx vertx, JsonObject authentication, Optional<HubApi> hub) {
        this.vertx = vertx;
        Settings root = new SettingsFaults(Map.of()).read(new JsonObject().put("authentication", authentication));
        AuthnDelegator module =
                new AuthnDelegator(root.section("authentication"), root.section("authorization"), hub, hub);
        kernel = new Kernel(vertx, List.of(module), Set.of(), readiness, metrics, new Ops(readiness, metrics));
    }

    House start() {
        kernel.start().await();
        return this;
    }

    void kill() {
        vertx.undeploy(vertx.deploymentIDs().iterator().next()).await();
    }

    Future<AccessAnswer> ask(Credentials credentials, Attributes... attributes) {
        return kernel.bus().ask(Topics.ACCESS_REVIEW, new AccessQuestion(credentials, List.of(attributes)));
    }

    AccessAnswer answer(Credentials credentials, Attributes... attributes) {
        return ask(credentials, attributes).await();
    }

    String user(Credentials credentials, Attributes... attributes) {
        return answer(credentials, attributes).caller().user();
    }

    Failure failure(Credentials credentials, Attributes... attributes) {
        return catchThrowableOfType(
                Failure.class, () -> ask(credentials, attributes).await());
    }

    String reason() {
        return readiness.conditions().get("authn-delegator");
    }

    static Credentials nothing() {
        return new Credentials(ClientChain.NONE, "", List.of());
    }

    static Credentials token(String token, String... headers) {
        return new Credentials(ClientChain.NONE, token, headers(headers));
    }

    static Credentials certificate(Issued issued, String... headers) {
        return certificate(issued, "", headers);
    }

    static Credentials certificate(Issued issued, Credentials and) {
        return new Credentials(chain(issued), and.bearerToken(), and.headers());
    }

    private static Credentials certificate(Issued issued, String token, String[] headers) {
        return new Credentials(chain(issued), token, headers(headers));
    }

    private static ClientChain chain(Issued issued) {
        try {
            return ClientChain.of(List.of(issued.certificate()));
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static List<Header> headers(String... namesAndValues) {
        List<Header> headers = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(new Header(namesAndValues[i], namesAndValues[i + 1]));
        }
        return headers;
    }
}

package io.clustergateway.dist.security;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.dist.PocketClient;
import io.clustergateway.dist.PocketRig;
import io.clustergateway.dist.RawHttp;
import io.clustergateway.testkit.certificates.Issued;
import io.clustergateway.testkit.pocket.AccessRules;
import io.clustergateway.testkit.pocket.Credential;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.clustergateway.testkit.pocket.SeenRequest;
import io.clustergateway.testkit.pocket.User;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A gateway for the tests of one class, between a pocket hub and a pocket member, with identity passing. Alice and Bob may
 * use members; others may do what a test grants them.
 */
final class PocketGateway implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback {
    static final String PROXY = PocketRig.PROXY;
    static final String ALICES_TOKEN = "alices-token-6f1c2a";
    static final String ALICE_AS_RAW_HEADER = "Authorization: Bearer " + ALICES_TOKEN + "\r\n";
    private static final List<String> ALL = List.of("*");

    private final Map<String, Object> overrides;
    private final AccessRules rules = new AccessRules()
            .grant("alice", ALL, List.of("clustergateways/proxy"))
            .grant("bob", ALL, List.of("clustergateways/proxy"));
    private PocketOptions hub =
            PocketOptions.create("hub-ca").withAuthorizer(rules).withToken(ALICES_TOKEN, User.of("alice", "team"));
    private final List<RawMember> rawMembers = new ArrayList<>();
    private PocketRig rig;
    private PocketClient admin;
    private int managementPort;

    private PocketGateway(Map<String, Object> overrides) {
        this.overrides = overrides;
    }

    static PocketGateway withDefaults() {
        return with(Map.of());
    }

    /** With other values by key of the configuration tree. */
    static PocketGateway with(Map<String, Object> overrides) {
        return new PocketGateway(overrides);
    }

    PocketGateway hub(PocketOptions options) {
        hub = options;
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        managementPort = freePort();
        Map<String, Object> values = new HashMap<>(Map.of("identity.passing", true, "management.port", managementPort));
        values.putAll(overrides);
        rig = new PocketRig(new PocketRig.Plan(hub, PocketOptions.create("member-ca"), values));
        admin = rig.direct(rig.hub().server().admin(), HttpVersion.HTTP_1_1);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        rig.member().server().forgetRequests();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        rawMembers.forEach(RawMember::close);
        admin.close();
        rig.close();
    }

    PocketRig rig() {
        return rig;
    }

    /** What the hub's authorizer grants. */
    AccessRules rules() {
        return rules;
    }

    PocketClient admin() {
        return admin;
    }

    PocketClient alice(HttpVersion version) {
        return rig.direct(Credential.token(ALICES_TOKEN), version);
    }

    /** HTTP/1.1 byte by byte, without a client certificate. */
    RawHttp raw() throws IOException {
        return RawHttp.stranger(rig.port(), rig.servingAuthority().certificate());
    }

    RawHttp raw(Issued client) throws IOException {
        return new RawHttp(rig.port(), rig.servingAuthority().certificate(), client);
    }

    /** What reached the pocket member. */
    List<SeenRequest> seen() {
        return rig.member().server().requests();
    }

    static String proxy(String member) {
        return PROXY.replace("/" + PocketRig.MEMBER + "/", "/" + member + "/");
    }

    /** Puts one more member, once the pocket member's Secret has been changed so, and waits until the gateway knows it. */
    void join(String name, ObjectNode secret) {
        put(name, secret);
        await().until(() -> admin.get(proxy(name) + "/version").status() != 404);
        rig.member().server().forgetRequests();
    }

    void put(String name, ObjectNode secret) {
        secret.withObject("/metadata").put("name", name);
        rig.hub().server().put(secret);
    }

    ObjectNode tokenSecret() {
        return rig.member().tokenSecret(PocketRig.NAMESPACE);
    }

    /** A member that answers byte by byte, and ends with the gateway. */
    RawMember join(String name, UnaryOperator<String> answers) throws IOException {
        return join(name, answers, "");
    }

    /** @param prefix of the endpoint's path */
    RawMember join(String name, UnaryOperator<String> answers, String prefix) throws IOException {
        RawMember member = new RawMember(answers);
        rawMembers.add(member);
        join(name, member, prefix);
        return member;
    }

    void join(String name, RawMember member) {
        join(name, member, "");
    }

    private void join(String name, RawMember member, String prefix) {
        ObjectNode secret = tokenSecret();
        put(secret, "endpoint", member.url() + prefix);
        put(secret, "ca.crt", member.authority().certificatePem());
        join(name, secret);
        member.forget();
    }

    static void put(ObjectNode secret, String key, String text) {
        secret.withObject("/data").put(key, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    static String text(ObjectNode secret, String key) {
        return new String(Base64.getDecoder().decode(secret.at("/data/" + key).asText()), StandardCharsets.UTF_8);
    }

    /** A page of the management port. */
    String management(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path))
                .build();
        try {
            return HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /* Below those that the system gives to clients, so that none of them takes it before the gateway does. */
    private static int freePort() {
        for (int tries = 0; ; tries++) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException e) {
                if (tries == 100) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}

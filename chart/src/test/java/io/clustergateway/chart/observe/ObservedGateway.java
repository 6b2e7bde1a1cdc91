package io.clustergateway.chart.observe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.pocket.Credential;
import io.clustergateway.testkit.pocket.PocketHub;
import io.clustergateway.testkit.pocket.PocketMember;
import io.clustergateway.testkit.pocket.PocketOptions;
import io.clustergateway.testkit.pocket.User;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two replicas under load, each a process, behind a pocket hub with four members: alpha answers, beta so slowly
 * that requests for it queue, gamma is gone, and the Secret of delta cannot be used. A rule fails for Bob, and the audit log
 * is on.
 */
final class ObservedGateway implements AutoCloseable {
    private static final String NAMESPACE = "vela-system";
    private static final String GROUP = "/apis/cluster.core.oam.dev/v1alpha1";
    private static final String TOKEN = "token-of-carol";
    private static final long MILLIS = 100;
    private static final Duration SLOW = Duration.ofMillis(250);
    private static final String LIMITS = """
            forwarder:
              limits: {requestsPerMember: 2, requestsPerMemberLeast: 1, requestsPerMemberFirst: 1, guaranteed: 1}
            """;
    private static final String RULES = """
            apiVersion: cluster.core.oam.dev/v1alpha1
            kind: ClusterGatewayConfiguration
            spec:
              clientIdentityExchanger:
                rules:
                - name: alice-reads
                  type: StaticMappingIdentityExchanger
                  source: {user: alice}
                  target: {user: reader, groups: [readers]}
                - name: by-region
                  type: StaticMappingIdentityExchanger
                  source: {user: bob}
                  when: cluster.labels.region == "eu"
                  target: {user: reader, groups: [readers]}
            """;

    private final Vertx vertx = Vertx.vertx();
    private final CertificateAuthority authority = CertificateAuthority.create("serving-ca");
    private final PocketHub hub =
            new PocketHub(vertx, PocketOptions.create("hub-ca").withToken(TOKEN, User.of("carol", User.MASTERS)));
    private final List<Replica> replicas = new ArrayList<>();
    private final List<Traffic> traffic = new ArrayList<>();

    /** Starts everything, and the load. */
    ObservedGateway(Path folder) throws IOException {
        hub.start().await();
        putMembers();
        List<String> flags = flags(folder);
        for (int i = 0; i < 2; i++) {
            replicas.add(Replica.start(folder.resolve("replica-%d.log".formatted(i)), flags));
        }
        replicas.forEach(replica -> load(replica.awaitSecurePort()));
    }

    List<Integer> managementPorts() {
        return replicas.stream().map(Replica::managementPort).toList();
    }

    private void putMembers() {
        PocketMember alpha = PocketMember.create(vertx, "alpha").start().await();
        String token = endingToken();
        PocketMember beta = PocketMember.create(
                        vertx, "beta", PocketOptions.create("beta-ca").withToken(token, PocketMember.SERVICE_ACCOUNT))
                .start()
                .await();
        beta.server().delayAnswers(SLOW);
        PocketMember gamma = PocketMember.create(vertx, "gamma").start().await();
        PocketMember delta = PocketMember.create(vertx, "delta").start().await();
        hub.server().put(alpha.certificateSecret(NAMESPACE));
        hub.server().put(with(beta.tokenSecret(NAMESPACE), "token", token));
        hub.server().put(gamma.certificateSecret(NAMESPACE));
        hub.server().put(with(delta.certificateSecret(NAMESPACE), "endpoint", "ftp://nowhere"));
        gamma.stop().await();
        delta.stop().await();
    }

    private List<String> flags(Path folder) throws IOException {
        authority.issueServer(List.of("localhost", "127.0.0.1")).writeTo(folder, "serving");
        Path kubeconfig = hub.server()
                .kubeconfig("hub", hub.server().client("cluster-gateway", User.MASTERS))
                .writeTo(folder.resolve("hub.kubeconfig"));
        return List.of(
                "--kubeconfig=" + kubeconfig,
                "--bind-address=127.0.0.1",
                "--tls-cert-file=" + folder.resolve("serving.crt"),
                "--tls-private-key-file=" + folder.resolve("serving.key"),
                "--allow-loopback-members=true",
                "--feature-gates=ClientIdentityPenetration=true,HealthinessCheck=true",
                "--health-probe-interval=2s",
                "--health-probe-timeout=1s",
                "--audit-log-path=-",
                "--cluster-gateway-proxy-config=" + Files.writeString(folder.resolve("rules.yaml"), RULES),
                "--config=" + Files.writeString(folder.resolve("config.yaml"), LIMITS));
    }

    private void load(int port) {
        List<String> members = Stream.of("alpha", "beta", "gamma", "delta", "nobody")
                .flatMap(name -> Stream.of("/api/v1/namespaces", "/api/v1/namespaces/default/pods", "/version")
                        .map(path -> proxy(name) + path))
                .toList();
        List<String> alpha = List.of(proxy("alpha") + "/api/v1/pods");
        load(hub.server().client("admin", User.MASTERS), HttpVersion.HTTP_2, port, members)
                .open(proxy("alpha") + "/api/v1/namespaces?watch=true")
                .open(proxy("beta") + "/api/v1/namespaces/default/pods/web/log?follow=true");
        load(hub.server().client("alice"), HttpVersion.HTTP_1_1, port, alpha);
        load(hub.server().client("bob"), HttpVersion.HTTP_1_1, port, alpha);
        load(new Credential.Token(TOKEN), HttpVersion.HTTP_1_1, port, List.of(GROUP, GROUP + "/clustergateways"));
    }

    private Traffic load(Credential who, HttpVersion version, int port, List<String> targets) {
        Traffic made = new Traffic(vertx, who, version, port, authority.certificatePem(), targets).every(MILLIS);
        traffic.add(made);
        return made;
    }

    private static String proxy(String member) {
        return "%s/clustergateways/%s/proxy".formatted(GROUP, member);
    }

    /** As a ServiceAccount's: it says itself when it ends. */
    private static String endingToken() {
        long end = Instant.now().plus(30, ChronoUnit.DAYS).getEpochSecond();
        return "e30.%s.signature"
                .formatted(base64("{\"exp\":%d}".formatted(end)).replace("=", ""));
    }

    private static ObjectNode with(ObjectNode secret, String key, String value) {
        secret.withObject("/data").put(key, base64(value));
        return secret;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        traffic.forEach(Traffic::close);
        replicas.forEach(Replica::close);
        vertx.close().await();
    }
}

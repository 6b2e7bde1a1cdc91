package io.clustergateway.testkit.pocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clustergateway.testkit.certificates.CertificateAuthority;
import io.clustergateway.testkit.certificates.Flaw;
import io.clustergateway.testkit.junit.PocketMemberExtension;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(VertxExtension.class)
final class AccessTest {

    private static final String WHO = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

    @RegisterExtension
    static final PocketMemberExtension member = PocketMemberExtension.named(
            "alpha",
            PocketOptions.create("alpha-ca")
                    .withToken("robots-token", User.of("robot", "machines").withUid("u-1"))
                    .withAuthorizer(new AccessRules().grant("group:machines", List.of("list"), List.of("pods"))));

    @Test
    void refusesCallersWithoutCredentialButAnswersHealth(Vertx vertx) {
        Caller nobody = Caller.anonymous(vertx, member.server());

        assertThat(nobody.get("/api/v1/pods").code()).isEqualTo(401);
        assertThat(nobody.get("/readyz").body()).isEqualTo("ok");
    }

    @Test
    void readsUserAndGroupsFromTheCertificate(Vertx vertx) {
        Caller alice = Caller.of(vertx, member.server(), member.server().client("alice", "dev", "ops"));

        var info = alice.post(WHO, "{}").json().at("/status/userInfo");

        assertThat(info.path("username").asText()).isEqualTo("alice");
        assertThat(info.path("groups")).extracting(JsonNode::asText).contains("dev", "ops", "system:authenticated");
    }

    @Test
    void refusesFlawedAndForeignCertificates(Vertx vertx) {
        for (Flaw flaw : Flaw.values()) {
            Credential flawed =
                    Credential.of(member.server().authority().issueClient("admin", List.of(User.MASTERS), flaw));
            assertThat(Caller.of(vertx, member.server(), flawed)
                            .get("/api/v1/pods")
                            .code())
                    .as(flaw.name())
                    .isEqualTo(401);
        }
        Credential foreign =
                Credential.of(CertificateAuthority.create("alpha-ca").issueClient("admin", List.of(User.MASTERS)));
        assertThat(Caller.of(vertx, member.server(), foreign)
                        .get("/api/v1/pods")
                        .code())
                .isEqualTo(401);
    }

    @Test
    void knowsTokensAndRefusesOthers(Vertx vertx) {
        Caller robot = Caller.of(vertx, member.server(), Credential.token("robots-token"));
        Caller stranger = Caller.of(vertx, member.server(), Credential.token("guess"));

        assertThat(robot.get("/api/v1/pods").code()).isEqualTo(200);
        assertThat(stranger.get("/api/v1/pods").code()).isEqualTo(401);
    }

    @Test
    void refusesInTheWordsOfTheReference(Vertx vertx) {
        Caller robot = Caller.of(vertx, member.server(), Credential.token("robots-token"));

        Caller.Answer refused = robot.get("/api/v1/namespaces/default/pods/web/log");

        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.json().path("reason").asText()).isEqualTo("Forbidden");
        assertThat(refused.json().path("message").asText())
                .isEqualTo(
                        "pods \"web\" is forbidden: User \"robot\" cannot get resource \"pods/log\" in API group \"\" in the namespace \"default\"");
    }

    @Test
    void impersonatesForMastersOnly(Vertx vertx) {
        Caller admin = Caller.of(vertx, member.server(), member.server().admin());
        Caller robot = Caller.of(vertx, member.server(), Credential.token("robots-token"));

        assertThat(admin.get("/api/v1/secrets", "Impersonate-User", "robot", "Impersonate-Group", "machines")
                        .code())
                .isEqualTo(403);
        assertThat(admin.get("/api/v1/pods", "Impersonate-User", "x", "Impersonate-Group", "machines")
                        .code())
                .isEqualTo(200);
        assertThat(robot.get("/api/v1/pods", "Impersonate-User", "admin")
                        .json()
                        .path("message")
                        .asText())
                .contains("cannot impersonate resource \"users\"");
        assertThat(admin.get("/api/v1/pods", "Impersonate-Group", "machines").code())
                .isEqualTo(400);
    }

    @Test
    void reviewsTokensAndAccess(Vertx vertx) {
        Caller admin = Caller.of(vertx, member.server(), member.server().admin());

        var token = admin.post("/apis/authentication.k8s.io/v1/tokenreviews", "{\"spec\":{\"token\":\"robots-token\"}}")
                .json();
        var access = admin.post(
                        "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                        "{\"spec\":{\"user\":\"u\",\"groups\":[\"machines\"],\"resourceAttributes\":{\"verb\":\"list\",\"resource\":\"pods\"}}}")
                .json();

        assertThat(token.at("/status/user/username").asText()).isEqualTo("robot");
        assertThat(token.at("/status/user/uid").asText()).isEqualTo("u-1");
        assertThat(access.at("/status/allowed").asBoolean()).isTrue();
    }
}

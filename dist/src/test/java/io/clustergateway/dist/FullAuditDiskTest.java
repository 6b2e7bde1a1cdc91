package io.clustergateway.dist;

import static io.clustergateway.dist.AuditedGateway.PODS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request meets when the audit log cannot be written. */
@Timeout(90)
final class FullAuditDiskTest {
    @RegisterExtension
    private final AuditedGateway gateway = new AuditedGateway();

    @TempDir
    private Path folder;

    @Test
    void aFullDiskRefusesRequestsInStrictModeAndTheirMemberIsNotAsked() throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.yaml"), """
                apiVersion: audit.k8s.io/v1
                kind: Policy
                rules:
                - {level: None, userGroups: ["system:masters"]}
                - {level: Metadata}
                """);
        gateway.start("blocking-strict", Map.of("audit.log.path", "/dev/full", "audit.policyFile", policy.toString()));
        try (PocketClient alice = gateway.as("alice")) {
            PocketClient.Answer answer = alice.get(PODS);
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).contains("failed to store audit event").contains("AuditFailed");
            assertThat(answer.headers().get("audit-id")).hasSize(36);
            assertThat(gateway.rig().member().server().requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"batch", "blocking"})
    void aFullDiskHoldsNoRequestUpInTheOtherModes(String mode) {
        gateway.start(mode, Map.of("audit.log.path", "/dev/full"));
        try (PocketClient alice = gateway.as("alice")) {
            assertThat(alice.get(PODS).status()).isEqualTo(200);
        }
    }
}

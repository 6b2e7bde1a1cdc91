package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.real.RealKubernetesExtension;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A gateway that does not dial loopback addresses, as by default, and a member that is on one. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class DoctorGuardTest {
    @RegisterExtension
    static final RealKubernetesExtension hub = RealKubernetesExtension.named("hub");

    @RegisterExtension
    static final RealKubernetesExtension member = RealKubernetesExtension.named("member");

    @Test
    void theGuardsRefusalIsTheFault() {
        RealRig rig = new RealRig(hub.server(), member.server(), Map.of("members.allowLoopback", false));
        try {
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                Doctor doctor = Doctor.run(hub.server().adminKubeconfig(), "-o", "json", RealRig.MEMBER);
                assertThat(doctor.faults()).containsExactly("member.address.allowed", "member.through-hub");
                assertThat(doctor.mend("member.address.allowed")).contains("--allow-loopback-members");
                assertThat(doctor.mend("member.through-hub")).isEqualTo("mend member.address.allowed first");
                assertThat(doctor.exit()).isEqualTo(2);
            });
        } finally {
            rig.close();
        }
    }
}

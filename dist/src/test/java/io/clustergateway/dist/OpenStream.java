package io.clustergateway.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clustergateway.testkit.real.RealApiServer;
import io.clustergateway.testkit.real.RunningCommand;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** One watch of kubectl's at a member, through the hub and the gateway, that must live on. */
final class OpenStream implements AutoCloseable {
    private static final AtomicInteger events = new AtomicInteger();
    private static final Duration SOON = Duration.ofSeconds(10);

    private final RealApiServer member;
    private final RunningCommand watch;

    OpenStream(RealRig rig, String name) {
        member = rig.member();
        await().until(() -> rig.isServed(name));
        watch = rig.kubectlAt(name).start("get", "podtemplates", "-w", "-o", "name");
        String event = create();
        await().atMost(SOON).until(() -> watch.out().contains(event));
    }

    /** What happens at the member now is seen by the watch of before. */
    void delivers() {
        String event = create();
        await().atMost(SOON).until(() -> watch.out().contains(event));
        assertThat(watch.isAlive()).isTrue();
    }

    boolean isAlive() {
        return watch.isAlive();
    }

    private String create() {
        String name = "event-" + events.incrementAndGet() + ".";
        member.request("POST", "/api/v1/namespaces/default/podtemplates", """
                {"metadata": {"name": "%s"}, "template": {"metadata": {"labels": {"a": "b"}},
                 "spec": {"containers": [{"name": "c", "image": "i"}]}}}""".formatted(name + "x"))
                .expectSuccess();
        return name + "x";
    }

    @Override
    public void close() {
        watch.close();
    }
}

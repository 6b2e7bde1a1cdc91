package io.clustergateway.chaos.link;

import io.clustergateway.testkit.link.FaultyLink;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.Testcontainers;
import org.testcontainers.toxiproxy.ToxiproxyContainer;
import org.testcontainers.utility.DockerImageName;

/** Links of a Toxiproxy in a container of its own. */
final class ContainerLinks implements Links {
    private static final String IMAGE =
            Optional.ofNullable(System.getenv("TOXIPROXY_IMAGE")).orElse("shopify/toxiproxy:2.1.4");
    private static final int CONTROL_PORT = 8474;
    private static final int FIRST_PORT = 8666;

    private final AtomicInteger taken = new AtomicInteger();
    private final ToxiproxyContainer container = new ToxiproxyContainer(
                    DockerImageName.parse(IMAGE).asCompatibleSubstituteFor("shopify/toxiproxy"))
            .withAccessToHost(true);

    ContainerLinks() {
        container.start();
    }

    @Override
    public FaultyLink to(String name, int port) {
        Testcontainers.exposeHostPorts(port);
        int inside = FIRST_PORT + taken.getAndIncrement();
        ToxiproxyApi api = new ToxiproxyApi(
                URI.create("http://" + container.getHost() + ":" + container.getMappedPort(CONTROL_PORT)));
        ToxiproxyLink link = new ToxiproxyLink(api, name, "0.0.0.0:" + inside, "host.testcontainers.internal:" + port);
        return link.reachedAt(container.getMappedPort(inside));
    }

    @Override
    public String form() {
        return "Testcontainers, image " + IMAGE;
    }

    @Override
    public void close() {
        container.stop();
    }
}

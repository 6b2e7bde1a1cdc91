package io.clustergateway.chaos.link;

import io.clustergateway.testkit.link.FaultyLink;
import io.clustergateway.testkit.link.InProcessLink;
import io.vertx.core.Vertx;
import java.net.URI;
import org.testcontainers.DockerClientFactory;

/** Makes links to ports of loopback, all of one form. */
public interface Links extends AutoCloseable {
    /**
     * A link without toxics.
     *
     * @param name unlike any other of this machine's
     */
    FaultyLink to(String name, int port);

    /** Which form it is, for people. */
    String form();

    @Override
    void close();

    /** The first of the three forms that this machine has; says which, and why not another. */
    static Links ofThisMachine(Vertx vertx) {
        Links links = choose(vertx);
        System.out.println("links: " + links.form());
        return links;
    }

    private static Links choose(Vertx vertx) {
        String url = System.getenv("TOXIPROXY_URL");
        if (url != null && !url.isEmpty()) {
            return new ToxiproxyLinks(URI.create(url));
        }
        if (DockerClientFactory.instance().isDockerAvailable()) {
            return new ContainerLinks();
        }
        return new InProcessLinks(vertx);
    }

    /** No engine for containers answers, and TOXIPROXY_URL is not set. */
    record InProcessLinks(Vertx vertx) implements Links {
        @Override
        public FaultyLink to(String name, int port) {
            return new InProcessLink(vertx, port);
        }

        @Override
        public String form() {
            return "in-process (Testcontainers skipped: no container engine answers; TOXIPROXY_URL is not set)";
        }

        @Override
        public void close() {}
    }
}

package io.clustergateway.chaos.link;

import io.clustergateway.testkit.link.FaultyLink;
import java.net.URI;

/** Links of a {@code toxiproxy-server} that runs on this machine. */
final class ToxiproxyLinks implements Links {
    private final URI api;

    ToxiproxyLinks(URI api) {
        this.api = api;
    }

    @Override
    public FaultyLink to(String name, int port) {
        return new ToxiproxyLink(new ToxiproxyApi(api), name, "127.0.0.1:0", "127.0.0.1:" + port);
    }

    @Override
    public String form() {
        return "toxiproxy-server at " + api;
    }

    @Override
    public void close() {}
}

package io.clustergateway.chaos.link;

import io.clustergateway.testkit.link.FaultyLink;
import io.clustergateway.testkit.link.Toxic;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy of Toxiproxy. */
final class ToxiproxyLink implements FaultyLink {
    private final List<String> toxics = new CopyOnWriteArrayList<>();
    private final ToxiproxyApi api;
    private final String path;
    private int port;

    ToxiproxyLink(ToxiproxyApi api, String name, String listen, String upstream) {
        this.api = api;
        this.path = "/proxies/" + name;
        JsonObject made = api.post(
                "/proxies",
                new JsonObject()
                        .put("name", name)
                        .put("listen", listen)
                        .put("upstream", upstream)
                        .put("enabled", true));
        String address = made.getString("listen");
        port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** Where a container's port is on this machine. */
    ToxiproxyLink reachedAt(int mapped) {
        port = mapped;
        return this;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void add(Toxic toxic) {
        boolean halfOpen = toxic.type() == Toxic.Type.HALF_OPEN;
        JsonObject attributes = new JsonObject();
        (halfOpen ? Map.of("timeout", 0) : toxic.attributes()).forEach(attributes::put);
        api.post(
                path + "/toxics",
                new JsonObject()
                        .put("name", toxic.name())
                        .put("type", (halfOpen ? Toxic.Type.TIMEOUT : toxic.type()).toString())
                        .put("stream", toxic.stream().toString())
                        .put("toxicity", toxic.toxicity())
                        .put("attributes", attributes));
        toxics.add(toxic.name());
    }

    @Override
    public void remove(String toxic) {
        toxics.remove(toxic);
        api.delete(path + "/toxics/" + toxic);
    }

    @Override
    public void cut() {
        enable(false);
    }

    @Override
    public void mend() {
        List.copyOf(toxics).forEach(this::remove);
        enable(true);
    }

    @Override
    public void close() {
        api.delete(path);
    }

    private void enable(boolean enabled) {
        api.post(path, new JsonObject().put("enabled", enabled));
    }
}

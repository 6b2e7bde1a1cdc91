package io.clustergateway.hub;

import io.kubernetes.client.informer.ListerWatcher;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.Pair;
import io.kubernetes.client.openapi.models.V1ListMeta;
import io.kubernetes.client.util.CallGeneratorParams;
import io.kubernetes.client.util.Watchable;
import io.vertx.core.Context;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Call;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Lists and watches for the client's informer, on its threads, and tells {@link Arrivals} on their context. */
final class ListWatch implements ListerWatcher<Tolerant, Tolerant.Items> {
    private static final Duration LIST_SILENCE = Duration.ofSeconds(15);
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final int GONE = 410;

    private final HubHttp http;
    private final Resource what;
    private final Arrivals arrivals;
    private final Context context;
    private @Nullable Call current;
    private boolean closed;

    ListWatch(HubHttp http, Resource what, Arrivals arrivals, Context context) {
        this.http = http;
        this.what = what;
        this.arrivals = arrivals;
        this.context = context;
    }

    @Override
    public Tolerant.Items list(CallGeneratorParams params) throws ApiException {
        JsonObject list = attempt(begin(http.stream(what.path(), query(params), LIST_SILENCE)), Exchange::read);
        String version = Tolerant.version(list);
        JsonArray items = list.getJsonArray("items", new JsonArray());
        List<Tolerant> kept = new ArrayList<>(items.size());
        context.runOnContext(ignored -> arrivals.listBegins());
        for (int i = 0; i < items.size(); i++) {
            JsonObject item = items.getJsonObject(i);
            kept.add(Tolerant.of(item));
            context.runOnContext(ignored -> arrivals.listed(item));
        }
        context.runOnContext(ignored -> arrivals.listEnds(version));
        return new Tolerant.Items(new V1ListMeta().resourceVersion(version), kept);
    }

    @Override
    public Watchable<Tolerant> watch(CallGeneratorParams params) throws ApiException {
        Duration silence = Duration.ofSeconds(params.timeoutSeconds).plus(GRACE);
        Call call = begin(http.stream(what.path(), query(params), silence));
        Response response = attempt(call, ListWatch::opened);
        return new WatchLines(call, response, this::told);
    }

    /** Ends whatever is under way. */
    synchronized void close() {
        closed = true;
        if (current != null) {
            current.cancel();
        }
    }

    private synchronized Call begin(Call call) {
        if (closed) {
            call.cancel();
        }
        current = call;
        return call;
    }

    private <T> T attempt(Call call, Reader<T> reader) throws ApiException {
        try {
            T answer = reader.read(call.execute());
            context.runOnContext(ignored -> arrivals.answered());
            return answer;
        } catch (IOException e) {
            tell(HubFault.of(e));
            throw new ApiException(e);
        } catch (HubFault fault) {
            if (fault.code() != GONE && !fault.asksForAnotherVersion()) {
                tell(fault);
                throw new ApiException(fault.code(), fault.reason());
            }
            throw new ApiException(GONE, fault.reason());
        }
    }

    private void tell(HubFault fault) {
        context.runOnContext(ignored -> arrivals.failed(fault));
    }

    private void told(String type, JsonObject object) {
        context.runOnContext(ignored -> arrivals.event(type, object));
    }

    private static Response opened(Response response) throws IOException {
        if (!response.isSuccessful()) {
            Exchange.read(response);
        }
        return response;
    }

    private List<Pair> query(CallGeneratorParams params) {
        List<Pair> query = new ArrayList<>();
        add(query, "labelSelector", what.labelSelector());
        add(query, "fieldSelector", what.fieldSelector());
        add(query, "resourceVersion", params.resourceVersion);
        if (params.watch) {
            add(query, "watch", "true");
            add(query, "allowWatchBookmarks", "true");
            add(query, "timeoutSeconds", params.timeoutSeconds.toString());
        }
        return query;
    }

    private static void add(List<Pair> query, String name, String value) {
        if (!value.isEmpty()) {
            query.add(new Pair(name, value));
        }
    }

    private interface Reader<T> {
        T read(Response response) throws IOException;
    }
}

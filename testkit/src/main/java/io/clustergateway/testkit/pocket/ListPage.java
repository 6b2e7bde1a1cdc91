package io.clustergateway.testkit.pocket;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clustergateway.testkit.pocket.objects.ApiFailure;
import io.clustergateway.testkit.pocket.objects.Json;
import io.clustergateway.testkit.pocket.objects.ObjectStore;
import java.io.IOException;
import java.util.Base64;
import java.util.List;

/** One page of a list: {@code limit} and {@code continue}. A token holds the first page's version and how far it came. */
record ListPage(long limit, long version, int offset) {

    static ListPage of(Exchange exchange, ObjectStore store) {
        String limit = exchange.parameter("limit");
        long size = limit.isEmpty() || limit.equals("0") ? Long.MAX_VALUE : Long.parseLong(limit);
        String token = exchange.parameter("continue");
        return token.isEmpty() ? new ListPage(size, 0, 0) : read(token, size, store);
    }

    private static ListPage read(String token, long limit, ObjectStore store) {
        try {
            JsonNode read = Json.JSON.readTree(Base64.getUrlDecoder().decode(token));
            long version = read.path("rv").asLong();
            store.requireRetained(version);
            return new ListPage(limit, version, read.path("offset").asInt());
        } catch (IOException | IllegalArgumentException e) {
            throw ApiFailure.badRequest("continue key is not valid: " + token);
        }
    }

    List<ObjectNode> cut(List<ObjectNode> all) {
        return all.stream().skip(offset).limit(limit).toList();
    }

    ObjectNode listMeta(long revision, int total) {
        long first = version == 0 ? revision : version;
        ObjectNode meta = Json.object().put("resourceVersion", Long.toString(first));
        long remaining = total - offset - limit;
        if (limit < total && remaining > 0) {
            ObjectNode token = Json.object().put("rv", first).put("offset", offset + limit);
            meta.put("continue", Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(token)));
            meta.put("remainingItemCount", remaining);
        }
        return meta;
    }
}

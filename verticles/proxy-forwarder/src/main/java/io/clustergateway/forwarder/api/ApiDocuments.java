package io.clustergateway.forwarder.api;

import io.clustergateway.forwarder.request.Page;
import io.clustergateway.kernel.Failure;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** All documents, encoded once. Immutable. */
public final class ApiDocuments {
    private final Map<Page, Document> plain = new EnumMap<>(Page.class);
    private final Map<String, Document> aggregated = new LinkedHashMap<>();

    /** Encodes everything. */
    public ApiDocuments() {
        Document thirdVersion = Document.json(OpenApi.v3());
        plain.put(Page.GROUPS, Document.json(LegacyDiscovery.groups()));
        plain.put(Page.GROUP, Document.json(LegacyDiscovery.group()));
        plain.put(Page.RESOURCES, Document.json(LegacyDiscovery.resources()));
        plain.put(Page.OPENAPI_V2, Document.json(OpenApi.v2()));
        plain.put(Page.OPENAPI_V3, Document.json(OpenApi.v3Index(thirdVersion.hash())));
        plain.put(Page.OPENAPI_V3_RESOURCES, thirdVersion);
        AggregatedDiscovery.VERSIONS.forEach(version -> aggregated.put(version, AggregatedDiscovery.document(version)));
    }

    /**
     * The form of a page that a client likes best.
     *
     * @param accept the Accept header, empty for none
     * @throws Failure 406 when it takes none of the forms there are
     */
    public Document choose(Page page, String accept) {
        for (Accept range : Accept.parse(accept)) {
            if (!range.takesJson()) {
                continue;
            }
            if (range.parameter("as").isEmpty()) {
                return plain(page);
            }
            Document document = aggregated.get(range.parameter("v"));
            if (page == Page.GROUPS && document != null && isAggregated(range)) {
                return document;
            }
        }
        throw Failure.notAcceptable(Document.JSON);
    }

    private static boolean isAggregated(Accept range) {
        return range.parameter("as").equals(AggregatedDiscovery.LIST)
                && range.parameter("g").equals(AggregatedDiscovery.API_GROUP);
    }

    private Document plain(Page page) {
        return plain.get(page);
    }
}

package io.clustergateway.rules.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.Optional;

/** The types of {@code request} and {@code cluster}: a field that is not here is a fault when a rule is compiled. */
final class Variables {
    static final StructType REQUEST = struct(
            "request",
            ImmutableMap.<String, CelType>builder()
                    .put("user", SimpleType.STRING)
                    .put("uid", SimpleType.STRING)
                    .put("groups", ListType.create(SimpleType.STRING))
                    .put("extra", MapType.create(SimpleType.STRING, ListType.create(SimpleType.STRING)))
                    .put("verb", SimpleType.STRING)
                    .put("apiGroup", SimpleType.STRING)
                    .put("resource", SimpleType.STRING)
                    .put("subresource", SimpleType.STRING)
                    .put("namespace", SimpleType.STRING)
                    .put("name", SimpleType.STRING)
                    .put("path", SimpleType.STRING)
                    .buildOrThrow());

    static final StructType CLUSTER = struct(
            "cluster",
            ImmutableMap.of(
                    "name",
                    SimpleType.STRING,
                    "labels",
                    MapType.create(SimpleType.STRING, SimpleType.STRING),
                    "alias",
                    SimpleType.STRING,
                    "provider",
                    SimpleType.STRING));

    private Variables() {}

    static CelTypeProvider types() {
        return new CelTypeProvider() {
            @Override
            public ImmutableCollection<CelType> types() {
                return ImmutableList.of(REQUEST, CLUSTER);
            }

            @Override
            public Optional<CelType> findType(String name) {
                return types().stream().filter(type -> type.name().equals(name)).findFirst();
            }
        };
    }

    private static StructType struct(String variable, ImmutableMap<String, CelType> fields) {
        return StructType.create(variable, fields.keySet(), name -> Optional.ofNullable(fields.get(name)));
    }
}

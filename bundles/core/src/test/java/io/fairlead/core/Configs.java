// SPDX-License-Identifier: Apache-2.0
package io.fairlead.core;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.util.Map;

/** Configurations as Declarative Services would give them. */
public final class Configs {
    private Configs() {}

    /** The defaults of {@code type}, but for the given methods. */
    public static <A extends Annotation> A of(Class<A> type, Map<String, Object> values) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> values.getOrDefault(method.getName(), method.getDefaultValue())));
    }
}

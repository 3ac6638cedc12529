// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api;

import java.lang.reflect.Proxy;

/** Objects of an interface that do what a test says. */
public final class Fake {
    private Fake() {}

    /** What a method gives. */
    public interface Answer {
        /** Called with the method's name and its arguments, null without any. */
        Object to(String method, Object[] arguments);
    }

    /** One that is equal to itself alone. */
    public static <T> T of(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "toString" -> type.getSimpleName();
                    default -> answer.to(method.getName(), arguments);
                }));
    }
}

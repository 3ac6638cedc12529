// SPDX-License-Identifier: Apache-2.0
package io.fairlead.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ForwardingAuthenticatorTest {
    /** What an authenticator learns to do one day has a default, which would be taken for the answer. */
    @Test
    void passesEveryCallOn() throws Exception {
        for (Method method : Authenticator.class.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers())) {
                assertThat(Arrays.stream(ForwardingAuthenticator.class.getDeclaredMethods())
                                .filter(own -> own.getName().equals(method.getName()))
                                .map(Method::getParameterTypes))
                        .as(method.toString())
                        .anySatisfy(types -> assertThat(types).isEqualTo(method.getParameterTypes()));
            }
        }
    }
}

package dev.outreachroutes.monitor;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import javax.management.DescriptorKey;

/** What an MBean, an attribute, an operation or a parameter of it is, in words for operators. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.PARAMETER})
public @interface Words {

    @DescriptorKey(DescribedMBean.WORDS)
    String value();
}

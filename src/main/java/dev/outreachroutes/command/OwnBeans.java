package dev.outreachroutes.command;

import dev.outreachroutes.routes.file.RouteReferences;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.MethodMetadata;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.core.type.classreading.SimpleMetadataReaderFactory;
import org.springframework.util.ClassUtils;

/** The beans that our configurations would make, found in their class files and not made. */
final class OwnBeans {

    private static final String CONFIGURATIONS = "classpath*:dev/outreachroutes/**/*Configuration.class";

    private Map<String, String> types;

    /** Null when none of that name would be there. */
    RouteReferences.Known find(String name) {
        if (types == null) {
            types = types();
        }
        String type = types.get(name);
        return type == null ? null : new RouteReferences.Known(ClassUtils.resolveClassName(type, null));
    }

    private static Map<String, String> types() {
        Map<String, String> types = new HashMap<>();
        MetadataReaderFactory readers = new SimpleMetadataReaderFactory();
        try {
            for (Resource file : new PathMatchingResourcePatternResolver().getResources(CONFIGURATIONS)) {
                for (MethodMetadata method : readers.getMetadataReader(file)
                        .getAnnotationMetadata()
                        .getAnnotatedMethods(Bean.class.getName())) {
                    names(method).forEach(name -> types.put(name, method.getReturnTypeName()));
                }
            }
            return types;
        } catch (IOException e) {
            throw new UncheckedIOException("The classes of this program cannot be read", e);
        }
    }

    private static List<String> names(MethodMetadata method) {
        String[] names =
                (String[]) method.getAnnotationAttributes(Bean.class.getName()).get("name");
        return names.length == 0 ? List.of(method.getMethodName()) : Arrays.asList(names);
    }
}

/*
 * Loads shared libraries with standard error closed for that moment.
 *
 * TensorFlow prints a notice from a static initialiser of libtensorflow_framework, before any setting
 * of its own can stop it. Loading its libraries here first keeps a run's output clean; the binding then
 * finds them already loaded. CUDA's libraries are found by name in the same manner, wherever they lie.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <node_api.h>
#include <stdlib.h>
#include <unistd.h>

/* load(path: string): null, or the reason why it could not be loaded. */
static napi_value Load(napi_env env, napi_callback_info info) {
  size_t argc = 1, length = 0;
  napi_value argument, result;
  if (napi_get_cb_info(env, info, &argc, &argument, NULL, NULL) != napi_ok || argc < 1 ||
      napi_get_value_string_utf8(env, argument, NULL, 0, &length) != napi_ok) {
    napi_throw_type_error(env, NULL, "expected a path");
    return NULL;
  }
  char *path = malloc(length + 1);
  if (path == NULL) return NULL;
  napi_get_value_string_utf8(env, argument, path, length + 1, &length);

  int saved = dup(STDERR_FILENO);
  int nowhere = open("/dev/null", O_WRONLY);
  if (saved >= 0 && nowhere >= 0) dup2(nowhere, STDERR_FILENO);
  void *library = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
  const char *reason = library == NULL ? dlerror() : NULL;
  if (saved >= 0 && nowhere >= 0) dup2(saved, STDERR_FILENO);
  if (saved >= 0) close(saved);
  if (nowhere >= 0) close(nowhere);
  free(path);

  if (reason == NULL) {
    napi_get_null(env, &result);
  } else {
    napi_create_string_utf8(env, reason, NAPI_AUTO_LENGTH, &result);
  }
  return result;
}

static napi_value Init(napi_env env, napi_value exports) {
  napi_value load;
  napi_create_function(env, "load", NAPI_AUTO_LENGTH, Load, NULL, &load);
  napi_set_named_property(env, exports, "load", load);
  return exports;
}

NAPI_MODULE(NODE_GYP_MODULE_NAME, Init)

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
#include <unistd.h>

#include <string>

/* load(path: string): null, or the reason why it could not be loaded. */
static napi_value Load(napi_env env, napi_callback_info info) {
  size_t argc = 1, length = 0;
  napi_value argument, result;
  if (napi_get_cb_info(env, info, &argc, &argument, nullptr, nullptr) != napi_ok || argc < 1 ||
      napi_get_value_string_utf8(env, argument, nullptr, 0, &length) != napi_ok) {
    napi_throw_type_error(env, nullptr, "expected a path");
    return nullptr;
  }
  std::string path(length + 1, '\0');
  napi_get_value_string_utf8(env, argument, path.data(), path.size(), &length);

  const int saved = dup(STDERR_FILENO);
  const int nowhere = open("/dev/null", O_WRONLY);
  const bool quiet = saved >= 0 && nowhere >= 0;
  if (quiet) dup2(nowhere, STDERR_FILENO);
  const void *library = dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL);
  const char *reason = library == nullptr ? dlerror() : nullptr;
  if (quiet) dup2(saved, STDERR_FILENO);
  if (saved >= 0) close(saved);
  if (nowhere >= 0) close(nowhere);

  if (reason == nullptr) {
    napi_get_null(env, &result);
  } else {
    napi_create_string_utf8(env, reason, NAPI_AUTO_LENGTH, &result);
  }
  return result;
}

static napi_value Init(napi_env env, napi_value exports) {
  napi_value load;
  napi_create_function(env, "load", NAPI_AUTO_LENGTH, Load, nullptr, &load);
  napi_set_named_property(env, exports, "load", load);
  return exports;
}

NAPI_MODULE(quiet_loader, Init)
